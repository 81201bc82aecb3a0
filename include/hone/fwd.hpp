// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/version.hpp>

/// Forward declarations only, for headers that mention hone's types without including them.
namespace hone {
inline namespace HONE_ABI {

enum class Direction : int;
enum class TrialState : int;
enum class Next : unsigned char;
enum class Phase : unsigned char;
enum class WhenBusy : unsigned char;
enum class TrialFiles : unsigned char;
enum class Scale : bool;

class Value;
class StepValues;
struct FloatDistribution;
struct IntDistribution;
struct CategoricalDistribution;
struct Param;
struct FrozenTrial;
struct BestTrial;
struct Importance;

class Study;
class StudyOptions;
class StudyView;
class OptimizeOptions;
class ImportanceOptions;
class ReportOptions;
class Trial;

class Sampler;
class RandomSampler;
class GridSampler;
class BruteForceSampler;
class PartialFixedSampler;
class PopulationSampler;
class QmcSampler;
class CmaEsSampler;
class GpSampler;
class NsgaIISampler;
class TpeSampler;
class Pruner;
class HyperbandPruner;
class MedianPruner;
class NopPruner;
class PatientPruner;
class PercentilePruner;
class SuccessiveHalvingPruner;
class ThresholdPruner;
class WilcoxonPruner;

struct StudyRecord;
class Storage;
class MemoryStorage;
class JournalStorage;

struct StepEnd;
struct EpochEnd;
struct LoopEnd;
struct TrialEnd;
class AnyHook;
class PauseOnSignal;
class Progress;
class LogTrials;
class MetricLines;

class Checkpoint;
struct IncompatibleKeys;
enum class Strict : bool;

class Error;
class CheckpointError;
class RankError;
class StorageError;

}  // namespace HONE_ABI
}  // namespace hone
