// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/version.hpp>

/// Names only, for headers that mention hone's types without paying for them.
namespace hone {
inline namespace v0 {

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

template <class = void>
class BasicStudy;
using Study = BasicStudy<>;
template <class = void>
class BasicStudyOptions;
using StudyOptions = BasicStudyOptions<>;
class StudyView;
template <class = void>
class BasicOptimizeOptions;
using OptimizeOptions = BasicOptimizeOptions<>;
class ImportanceOptions;
class ReportOptions;
template <class = void>
class BasicTrial;
using Trial = BasicTrial<>;

class Sampler;
template <class = void>
class BasicRandomSampler;
using RandomSampler = BasicRandomSampler<>;
template <class = void>
class BasicGridSampler;
using GridSampler = BasicGridSampler<>;
template <class = void>
class BasicBruteForceSampler;
using BruteForceSampler = BasicBruteForceSampler<>;
template <class = void>
class BasicPartialFixedSampler;
using PartialFixedSampler = BasicPartialFixedSampler<>;
template <class = void>
class BasicPopulationSampler;
using PopulationSampler = BasicPopulationSampler<>;
template <class = void>
class BasicQmcSampler;
using QmcSampler = BasicQmcSampler<>;
class CmaEsSampler;
class GpSampler;
template <class = void>
class BasicNsgaIISampler;
using NsgaIISampler = BasicNsgaIISampler<>;
template <class = void>
class BasicTpeSampler;
using TpeSampler = BasicTpeSampler<>;
class Pruner;
template <class = void>
class BasicHyperbandPruner;
using HyperbandPruner = BasicHyperbandPruner<>;
class MedianPruner;
class NopPruner;
template <class = void>
class BasicPatientPruner;
using PatientPruner = BasicPatientPruner<>;
template <class = void>
class BasicPercentilePruner;
using PercentilePruner = BasicPercentilePruner<>;
template <class = void>
class BasicSuccessiveHalvingPruner;
using SuccessiveHalvingPruner = BasicSuccessiveHalvingPruner<>;
template <class = void>
class BasicThresholdPruner;
using ThresholdPruner = BasicThresholdPruner<>;
template <class = void>
class BasicWilcoxonPruner;
using WilcoxonPruner = BasicWilcoxonPruner<>;

struct StudyRecord;
class Storage;
template <class = void>
class BasicMemoryStorage;
using MemoryStorage = BasicMemoryStorage<>;
template <class = void>
class BasicJournalStorage;
using JournalStorage = BasicJournalStorage<>;

struct StepEnd;
struct EpochEnd;
struct LoopEnd;
struct TrialEnd;
class AnyHook;
template <class = void>
class BasicPauseOnSignal;
using PauseOnSignal = BasicPauseOnSignal<>;
template <class = void>
class BasicProgress;
using Progress = BasicProgress<>;
template <class = void>
class BasicLogTrials;
using LogTrials = BasicLogTrials<>;
class MetricLines;

class Checkpoint;
struct IncompatibleKeys;
enum class Strict : bool;

class Error;
class CheckpointError;
class RankError;
class StorageError;

}  // namespace v0
}  // namespace hone
