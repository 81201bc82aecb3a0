// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/rdb.hpp>
#include <hone/rdb/detail/url.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using hone::detail::DatabaseUrl;
using Dialect = hone::detail::DatabaseUrl::Dialect;

BOOST_AUTO_TEST_SUITE(rdb_url)

BOOST_AUTO_TEST_CASE(addresses_are_read_as_in_python) {
  BOOST_TEST(DatabaseUrl::parse("sqlite:///runs/a.db").database == "runs/a.db");
  BOOST_TEST(DatabaseUrl::parse("sqlite:////tmp/a b.db").database == "/tmp/a b.db");

  const DatabaseUrl url = DatabaseUrl::parse(
      "postgresql+psycopg2://me%40home:p%2F%3A%40%25@db.example:5433/op%20tuna"
      "?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
  BOOST_TEST((url.dialect == Dialect::postgresql));
  BOOST_TEST(url.user == "me@home");
  BOOST_TEST(url.password == "p/:@%");
  BOOST_TEST(url.host == "db.example");
  BOOST_TEST(url.port == "5433");
  BOOST_TEST(url.database == "op tuna");
  BOOST_TEST(url.options.size() == 2u);
  BOOST_TEST(*url.option("sslrootcert") == "/etc/ca.pem");
  BOOST_TEST(url.place() == "db.example:5433/op tuna");

  const DatabaseUrl socket = DatabaseUrl::parse("postgresql://me@/name?host=/run/postgresql");
  BOOST_TEST(socket.host == "");
  BOOST_TEST(*socket.option("host") == "/run/postgresql");
  BOOST_TEST(DatabaseUrl::parse("postgresql://[::1]:5/name").host == "::1");
  BOOST_TEST(DatabaseUrl::parse("postgresql://[::1]:5/name").port == "5");
  for (const char* scheme : {"mysql", "mysql+pymysql", "mariadb", "mariadb+mariadbconnector"})
    BOOST_TEST((DatabaseUrl::parse(std::string(scheme) + "://u@h/name").dialect == Dialect::mysql));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused_and_never_shows_its_password) {
  for (const auto& [text, word] : std::vector<std::pair<std::string, std::string>>{
           {"studies.db", "://"},
           {"postgres://u:hunter2@h/name", "postgresql"},
           {"postgresq1://u:hunter2@h/name", "postgresq1"},
           {"sqlite://studies.db", "three slashes"},
           {"sqlite://", "no storage"},
           {"sqlite:///:memory:", "no storage"},
           {"mysql://u:hunter2@h", "names no database"},
           {"mysql://u:hunter2@h:33o6/name", "port"},
           {"mysql://u:hunter2/x@h/name", "%2F"},
           {"mysql://u:hunter2@h/name?ssl_ca", "name=value"},
           {"mysql://u:hunter2@h/name?ssl_cert=a&sslca=b", "sslca"}}) {
    std::string what = "it was taken";
    try {
      hone::rdb(text);
    } catch (const hone::ArgumentError& error) {
      what = error.what();
    }
    BOOST_TEST(what.find(word) != std::string::npos, what);
    BOOST_TEST(what.find("hunter2") == std::string::npos, what);
  }
}

BOOST_AUTO_TEST_SUITE_END()
