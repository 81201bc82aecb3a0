// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Every definition of the plugin rdb; see <hone/src.hpp>.
#ifndef HONE_COMPILED
#error \
    "hone: <hone/rdb/src.hpp> is for programs compiled with -DHONE_COMPILED; header-only ones need no such file"
#endif

#include <hone/rdb/detail/impl/change_name.hpp>
#include <hone/rdb/detail/impl/connect.hpp>
#include <hone/rdb/detail/impl/connection.hpp>
#include <hone/rdb/detail/impl/details_query.hpp>
#include <hone/rdb/detail/impl/is_recorded.hpp>
#include <hone/rdb/detail/impl/schema.hpp>
#include <hone/rdb/detail/impl/session.hpp>
#include <hone/rdb/detail/impl/storage.hpp>
#include <hone/rdb/detail/impl/study_cache.hpp>
#include <hone/rdb/detail/impl/study_writer.hpp>
#include <hone/rdb/detail/impl/text.hpp>
#include <hone/rdb/detail/impl/url.hpp>
#include <hone/rdb/detail/impl/with_owners.hpp>
#include <hone/rdb/impl/rdb.hpp>
#include <hone/rdb/impl/rdb_options.hpp>
#ifdef HONE_RDB_SQLITE
#include <hone/rdb/detail/impl/sqlite.hpp>
#endif
#ifdef HONE_RDB_POSTGRESQL
#include <hone/rdb/detail/impl/postgresql.hpp>
#endif
#ifdef HONE_RDB_MYSQL
#include <hone/rdb/detail/impl/mysql.hpp>
#endif
