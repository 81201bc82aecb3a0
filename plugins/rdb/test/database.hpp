// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb.hpp>
#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/url.hpp>

#include <unistd.h>

#include "test/storages/describe.hpp"
#include "test/temporary_directory.hpp"
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

namespace hone_test {

/// The database of a test: the one that HONE_RDB_URL names, otherwise a file of its own.
class Database {
 public:
  std::string url() const {
    const char* const given = std::getenv("HONE_RDB_URL");
    return given ? given : "sqlite:///" + (directory_ / "studies.db");
  }
  std::shared_ptr<hone::Storage> open(const hone::RdbOptions& options = {}) const {
    return hone::rdb(url(), options);
  }
  /// Returns a name that no other test uses: a server's database is shared.
  static std::string name(const std::string& of) {
    static int count = 0;
    return of + ' ' + std::to_string(::getpid()) + ' ' + std::to_string(++count);
  }
  /// Runs statements without hone, as another program would.
  void run(const std::string& text) const {
    const auto connection =
        hone::detail::connector(hone::detail::DatabaseUrl::parse(url()), {}).open();
    connection->begin(hone::Durability::durable, {}, hone::detail::ignore);
    connection->query(text, hone::detail::ignore);
    connection->commit({});
  }

 private:
  TemporaryDirectory directory_;
};

/// Returns a complete record as text. Trials that finish between two reads are ordered by number.
inline std::string describe_sorted(hone::Storage& storage, int64_t study) {
  std::string text;
  storage.read(study, [&](const hone::StudyRecord& record) {
    hone::StudyRecord sorted = record;
    std::sort(sorted.finished.begin(), sorted.finished.end());
    text = describe(sorted);
  });
  return text;
}

inline void update(hone::Storage& storage, int64_t study, const hone::Changes& changes,
                   hone::Durability durability = hone::Durability::appended) {
  storage.update(
      study, [&](const hone::StudyRecord&) { return changes; }, durability);
}

}  // namespace hone_test
