// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/session.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/rdb_options.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Studies in Optuna's tables. Returned by `hone::rdb`.
///
/// An update is one transaction that locks the study's row. Optuna locks it too before it assigns a
/// number to a trial. An update of one trial locks that trial's row. Records are cached; the
/// changes of others are read within the transaction, before it decides.
class RdbStorage final : public Storage {
 public:
  RdbStorage(Connector connector, RdbOptions options);

  RdbStorage(const RdbStorage&) = delete;
  RdbStorage& operator=(const RdbStorage&) = delete;

  ~RdbStorage() override;

  int64_t open_study(const std::string& name, const std::vector<Direction>& directions) override;

  std::vector<std::string> study_names() override;

  /// In the order that the tables' foreign keys require.
  void delete_study(const std::string& name) override;

  void read(int64_t study, FunctionRef<void(const StudyRecord&)> look) override;

  void update(int64_t study, FunctionRef<Changes(const StudyRecord&)> decide,
              Durability durability) override;

  void update_trial(int64_t study, int64_t number, FunctionRef<Changes(const StudyRecord&)> decide,
                    Durability durability) override;

  void beat(int64_t study, const std::vector<int64_t>& numbers) override {
    session().beat(study, numbers);
  }

  std::vector<int64_t> silent(int64_t study, const std::vector<int64_t>& numbers,
                              std::chrono::duration<double> grace) override;

 private:
  /// A transaction that was sent, and may or may not have been committed.
  struct Tried {
    Changes changes = {};
    std::vector<int64_t> created = {};
    bool is_in_doubt = false;
  };

  Session& session();

  Changes checked(Changes changes);

  static int64_t find(Connection& connection, const std::string& name);

  int64_t create(Connection& connection, const std::string& name,
                 std::vector<Direction> directions);

  /// Others may change a trial without the study's lock. Throws a conflict if a trial to be changed
  /// is not as it was for the decision.
  static void lock_trials(Connection& connection, const StudyCache& cache, const Changes& changes);

  template <class T, class = void>
  struct HasNumber : std::false_type {};
  template <class T>
  struct HasNumber<T, std::void_t<decltype(std::declval<T>().number)>> : std::true_type {};

  void write(Connection& connection, StudyCache& cache, Tried& tried);

  const Connector connector_;
  const RdbOptions options_;
  std::atomic<Session*> session_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/storage.hpp>
#endif
