// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Every definition that needs torch; see <hone/src.hpp>, which has the others.
#ifndef HONE_COMPILED
#error \
    "hone: <hone/src_torch.hpp> is for programs compiled with -DHONE_COMPILED; header-only ones need no such file"
#endif

#include <hone/checkpoint/detail/impl/part.hpp>
#include <hone/checkpoint/detail/impl/save_checkpoint.hpp>
#include <hone/checkpoint/detail/impl/torch.hpp>
#include <hone/checkpoint/impl/checkpoint.hpp>
#include <hone/checkpoint/impl/safetensors.hpp>
#include <hone/checkpoint/impl/state_dict.hpp>
#include <hone/checkpoint/state_dict/impl/boost_archive.hpp>
#include <hone/checkpoint/state_dict/impl/extras.hpp>
#include <hone/checkpoint/state_dict/impl/generator.hpp>
#include <hone/checkpoint/state_dict/impl/gpu_copies.hpp>
#include <hone/checkpoint/state_dict/impl/loop_settings.hpp>
#include <hone/checkpoint/state_dict/impl/module.hpp>
#include <hone/checkpoint/state_dict/impl/nonfinite_text.hpp>
#include <hone/checkpoint/state_dict/impl/optimizer.hpp>
#include <hone/checkpoint/state_dict/impl/optimizer_fields.hpp>
#include <hone/checkpoint/state_dict/impl/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/impl/restoration.hpp>
#include <hone/checkpoint/state_dict/impl/scheduler.hpp>
#include <hone/checkpoint/state_dict/impl/tensor_sink.hpp>
#include <hone/checkpoint/state_dict/impl/torch_archive.hpp>
#include <hone/hooks/detail/impl/loop_files.hpp>
#include <hone/hooks/detail/impl/loop_record.hpp>
#include <hone/hooks/impl/checkpoint.hpp>
#include <hone/hooks/impl/checkpoint_resume.hpp>
#include <hone/hooks/impl/checkpoint_save.hpp>
