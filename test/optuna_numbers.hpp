// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace hone_test {

/// Reads a file of test/fixtures.
inline const rapidjson::Document* read_fixture(const std::string& name) {
  const std::string path = std::string(HONE_TEST_FIXTURES) + "/" + name;
  std::ifstream file(path);
  rapidjson::IStreamWrapper stream(file);
  auto* parsed = new rapidjson::Document;
  parsed->ParseStream<rapidjson::kParseFullPrecisionFlag>(stream);
  if (parsed->HasParseError()) throw std::runtime_error("cannot read " + path);
  return parsed;
}

/// What Optuna 5 computes for fixed inputs: test/fixtures/optuna_v5_numbers.json.
inline const rapidjson::Document& optuna_numbers() {
  static const rapidjson::Document* const document = read_fixture("optuna_v5_numbers.json");
  return *document;
}

/// Optuna 5's results for multi-objective trials: test/fixtures/optuna_v5_fronts.json.
inline const rapidjson::Document& optuna_fronts() {
  static const rapidjson::Document* const document = read_fixture("optuna_v5_fronts.json");
  return *document;
}

/// A number, or "nan", "inf" or "-inf".
inline double number(const rapidjson::Value& value) {
  if (value.IsNumber()) return value.GetDouble();
  const std::string text = value.GetString();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  throw std::runtime_error("not a number: " + text);
}

inline std::vector<double> numbers(const rapidjson::Value& list) {
  std::vector<double> result;
  for (const auto& element : list.GetArray()) result.push_back(number(element));
  return result;
}

/// Whether two numbers agree to a relative 1e-12 (absolute if they are below 1).
inline bool agree(double a, double b) {
  return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b));
}

}  // namespace hone_test
