// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/text/json.hpp>

#include "python_text.hpp"
#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace hone_cli {

using hone::Json;
using hone::Value;

/// A column: `name` itself, its entry `part` ("params", "lr"), or its element at place `part`
/// ("values", "0").
struct Column {
  enum class Kind { whole, tuple, part, place };

  std::string name;
  std::string part = {};
  Kind kind = Kind::whole;

  friend bool operator<(const Column& a, const Column& b) {
    return std::tie(a.name, a.part) < std::tie(b.name, b.part);
  }
};

using Record = std::map<Column, Value>;

/// The output of a verb in one of Optuna's four formats, by its rules: a column of parts shows {}
/// if a record has none, a table leaves null blank, and `flatten` gives each part a column.
class Table {
 public:
  Table(std::vector<Column> columns, std::vector<Record> records, bool flatten) {
    for (const Column& column : columns) add_to_header(column, records, flatten);
    for (const Record& record : records) rows_.push_back(flatten ? flat(record) : nested(record));
  }

  /// `single`: prints one record instead of a list of one, if the format distinguishes them.
  std::string print(const std::string& format, bool single = false) const {
    if (format == "value") return as_value();
    if (format == "table") return as_table();
    hone::detail::JsonReader reader;
    const std::string text = single ? to_json(rows_.front()) : to_json();
    const hone::detail::JsonValue& json = *reader.parse(text);
    return format == "json" ? spaced(json) : yaml(json, 0);
  }

 private:
  using Row = std::vector<std::pair<std::string, Value>>;  // by header, without missing values

  void add_to_header(const Column& column, const std::vector<Record>& records, bool flatten) {
    if (flatten && (column.kind == Column::Kind::part || column.kind == Column::Kind::place)) {
      header_.push_back(column.name + "_" + column.part);
    } else if (flatten && column.kind == Column::Kind::tuple) {
      size_t most = 0;
      for (const Record& record : records)
        most = std::max(most, elements(record.at(column)).size());
      for (size_t i = 0; i < most; ++i) header_.push_back(column.name + "_" + std::to_string(i));
    } else if (std::find(header_.begin(), header_.end(), column.name) == header_.end()) {
      header_.push_back(column.name);
      if (column.kind == Column::Kind::tuple) tuple_ = column.name;
    }
  }

  static std::vector<Value> elements(const Value& list) {
    hone::detail::JsonReader reader;
    std::vector<Value> result;
    for (const auto& element : reader.parse(list.as<Json>().text)->GetArray())
      result.push_back(hone::detail::value_from_json(element));
    return result;
  }

  static Row flat(const Record& record) {
    Row row;
    for (const auto& [column, value] : record) {
      if (column.kind == Column::Kind::tuple) {
        size_t place = 0;
        for (Value& element : elements(value))
          row.emplace_back(column.name + "_" + std::to_string(place++), std::move(element));
      } else {
        row.emplace_back(column.part.empty() ? column.name : column.name + "_" + column.part,
                         value);
      }
    }
    return row;
  }

  Row nested(const Record& record) const {
    Row row;
    for (const std::string& name : header_) {
      std::map<std::string, Value> parts;
      std::string list;
      std::optional<Value> whole;
      for (auto entry = record.lower_bound({name}); entry != record.end(); ++entry) {
        const auto& [column, value] = *entry;
        if (column.name != name) break;
        if (column.kind == Column::Kind::part)
          parts[column.part] = value;
        else if (column.kind == Column::Kind::place)
          list += (list.empty() ? "[" : ",") + hone::detail::to_json(value);
        else
          whole = value;
      }
      if (whole)
        row.emplace_back(name, *whole);
      else
        row.emplace_back(name, Json{list.empty() ? hone::detail::to_json(parts) : list + "]"});
    }
    return row;
  }

  static std::string to_json(const Row& row) {
    std::string out = "{";
    for (const auto& [name, value] : row) {
      if (out.size() > 1) out += ',';
      hone::detail::append_json(out, std::string_view(name));
      out += ':' + hone::detail::to_json(value);
    }
    return out + '}';
  }
  std::string to_json() const {
    std::string out = "[";
    for (const Row& row : rows_) out += (out.size() > 1 ? "," : "") + to_json(row);
    return out + ']';
  }

  static const Value* find(const Row& row, const std::string& name) {
    for (const auto& cell : row)
      if (cell.first == name) return &cell.second;
    return nullptr;
  }

  std::string text_of(const std::string& name, const Value* value) const {
    if (!value) return "None";
    std::string text = python_text(*value);
    if (name != tuple_) return text;
    const bool is_single = text.find(',') == std::string::npos;
    return "(" + text.substr(1, text.size() - 2) + (is_single ? ",)" : ")");
  }

  static bool is_none(const Value* value) {
    return !value || std::holds_alternative<std::nullptr_t>(value->variant());
  }

  std::string as_value() const {
    std::string out;
    for (const Row& row : rows_) {
      std::string line;
      for (const std::string& name : header_) {
        const Value* value = find(row, name);
        if (&name != &header_.front()) line += ' ';
        if (!is_none(value)) line += text_of(name, value);
      }
      out += (out.empty() ? "" : "\n") + line;
    }
    return stripped(out);
  }

  static std::string stripped(const std::string& text) {
    const size_t begin = text.find_first_not_of(" \n"), end = text.find_last_not_of(" \n");
    return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
  }

  /// The number of characters; UTF-8 writes each in one or more bytes.
  static size_t width_of(const std::string& text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  }

  std::string as_table() const {
    std::string separator = "+", head = "|";
    std::vector<std::string> lines(rows_.size(), "|");
    for (const std::string& name : header_) {
      bool is_text = false;
      size_t width = width_of(name);
      for (const Row& row : rows_) {
        const Value* value = find(row, name);
        width = std::max(width, width_of(text_of(name, value)));
        is_text =
            is_text || (!is_none(value) && (std::holds_alternative<std::string>(value->variant()) ||
                                            std::holds_alternative<Json>(value->variant())));
      }
      const auto cell = [&](const std::string& text) {
        const std::string space(width - width_of(text), ' ');
        return ' ' + (is_text ? text + space : space + text) + " |";
      };
      separator += std::string(width + 2, '-') + '+';
      head += cell(name);
      for (size_t i = 0; i < rows_.size(); ++i) {
        const Value* value = find(rows_[i], name);
        lines[i] += cell(is_none(value) ? "" : text_of(name, value));
      }
    }
    std::string out = separator + '\n' + head + '\n' + separator + '\n';
    for (const std::string& line : lines) out += line + '\n';
    return out + separator;
  }

  static std::string spaced(const hone::detail::JsonValue& value) {
    std::string out;
    if (value.IsArray()) {
      for (const auto& element : value.GetArray())
        out += (out.empty() ? "" : ", ") + spaced(element);
      return "[" + out + "]";
    }
    if (value.IsObject()) {
      for (const auto& member : value.GetObject())
        out += (out.empty() ? "" : ", ") + spaced(member.name) + ": " + spaced(member.value);
      return "{" + out + "}";
    }
    hone::detail::append_json(out, value);
    return out;
  }

  static std::string yaml_scalar(const hone::detail::JsonValue& value) {
    if (value.IsNumber() && !value.IsInt64()) {
      const double number = value.GetDouble();
      if (std::isnan(number)) return ".nan";
      if (std::isinf(number)) return number > 0 ? ".inf" : "-.inf";
      std::string text = python_text(number);
      const size_t e = text.find('e');
      if (e != std::string::npos && text.find('.') == std::string::npos) text.insert(e, ".0");
      return text;
    }
    if (value.IsString()) {
      const std::string text = hone::detail::text_from_json(value);
      static const std::vector<std::string> kWords = {"null", "true", "false", "yes", "no",
                                                      "on",   "off",  "y",     "n"};
      std::string low;
      bool is_plain = !text.empty() && std::isalpha(static_cast<unsigned char>(text[0]));
      for (const char c : text) {
        low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        is_plain = is_plain && (std::isalnum(static_cast<unsigned char>(c)) || c == '_' ||
                                c == '.' || c == '/' || c == '-');
      }
      if (is_plain && std::find(kWords.begin(), kWords.end(), low) == kWords.end()) return text;
    }
    return spaced(value);
  }

  /// Block style, with sorted keys.
  static std::string yaml(const hone::detail::JsonValue& value, size_t indent) {
    const std::string space(indent, ' ');
    std::string out;
    if (value.IsArray() && !value.Empty()) {
      for (const auto& element : value.GetArray())
        out += (out.empty() ? "" : "\n" + space) + "- " + yaml(element, indent + 2);
      return out;
    }
    if (value.IsObject() && !value.ObjectEmpty()) {
      std::map<std::string, const hone::detail::JsonValue*> sorted;
      for (const auto& member : value.GetObject()) sorted[yaml_scalar(member.name)] = &member.value;
      for (const auto& [name, inner] : sorted) {
        const bool is_block =
            (inner->IsArray() && !inner->Empty()) || (inner->IsObject() && !inner->ObjectEmpty());
        out += (out.empty() ? "" : "\n" + space) + name + ":" +
               (is_block ? "\n" + std::string(indent + 2, ' ') : " ") + yaml(*inner, indent + 2);
      }
      return out;
    }
    return value.IsArray() ? "[]" : value.IsObject() ? "{}" : yaml_scalar(value);
  }

  std::vector<std::string> header_;
  std::string tuple_;  // the column printed as a Python tuple
  std::vector<Row> rows_;
};

}  // namespace hone_cli
