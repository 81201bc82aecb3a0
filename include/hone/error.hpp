// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <exception>
#include <stdexcept>

namespace hone {
inline namespace HONE_ABI {

/// What hone throws. The text names the user's own thing (a parameter, a file, a trial) and the way
/// out.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The caller asked for something that cannot be: a reversed range, an unknown name, a value of
/// another type.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

/// A checkpoint could not be written, read, or fitted to what it was to be restored into.
class CheckpointError : public Error {
 public:
  using Error::Error;
};

/// A study's records could not be read or written.
class StorageError : public Error {
 public:
  using Error::Error;
};

/// The trial was finished already, perhaps by somebody else. (Optuna: UpdateFinishedTrialError.)
class UpdateFinishedTrialError : public StorageError {
 public:
  using StorageError::StorageError;
};

/// Of a training on several ranks: another rank was lost, or rank 0 threw (its text is in this
/// one's). A trial whose objective ends with it is left RUNNING, and whoever asks next takes it up.
class RankError : public Error {
 public:
  using Error::Error;
};

/// Thrown by an objective that prefers an exception to an answer: the trial is recorded PRUNED.
/// Not an Error: a handler for failures should not take it for one.
class TrialPruned : public std::exception {
 public:
  const char* what() const noexcept override { return "hone: the trial was pruned"; }
};

}  // namespace HONE_ABI
}  // namespace hone
