// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <exception>
#include <stdexcept>

namespace hone {
inline namespace HONE_ABI {

/// Base class of all errors that hone throws. The message names the user's own parameter, file or
/// trial, and says how to fix the problem.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Invalid argument: a reversed range, an unknown name, a value of the wrong type.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

/// A checkpoint could not be written or read, or does not fit the object that it is restored into.
class CheckpointError : public Error {
 public:
  using Error::Error;
};

/// A study's records could not be read or written.
class StorageError : public Error {
 public:
  using Error::Error;
};

/// The trial was already finished, possibly by another process. (Optuna: UpdateFinishedTrialError.)
class UpdateFinishedTrialError : public StorageError {
 public:
  using StorageError::StorageError;
};

/// In multi-rank training: another rank was lost, or rank 0 threw (this error includes its
/// message). If the objective ends with it, the trial stays RUNNING and the next worker resumes it.
class RankError : public Error {
 public:
  using Error::Error;
};

/// Thrown by an objective to prune its trial, instead of returning a value: the trial is recorded
/// PRUNED. Does not derive from Error, so that handlers for failures do not catch it.
class TrialPruned : public std::exception {
 public:
  const char* what() const noexcept override { return "hone: the trial was pruned"; }
};

}  // namespace HONE_ABI
}  // namespace hone
