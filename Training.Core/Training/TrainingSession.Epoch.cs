using System.Diagnostics;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <content>One epoch, as it begins, reads its batches and ends; who does the steps in between may be the session or a <see cref="FusedSession"/>.</content>
public sealed partial class TrainingSession
{
    /// <summary>What a <see cref="FusedSession"/> must know of it.</summary>
    internal (TrainingSpec Spec, Learner Learner, int Threads) Parts => (_spec, _learner, _options.Threads);

    /// <summary>Trains the next epoch and validates.</summary>
    /// <exception cref="DivergedException">A loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Stopped between two batches; the session is then half-way through an epoch and of no further use.</exception>
    public EpochResult RunEpoch(CancellationToken stop)
    {
        var epoch = Begin();
        return _learner.LearnsFromWholeEpochs ? LearnWholeEpoch(epoch, stop) : LearnBatches(epoch, stop);
    }

    /// <summary>The next epoch; until it has ended the weights belong to no epoch.</summary>
    internal EpochInProgress Begin()
    {
        var epoch = CompletedEpochs + 1;
        ThrowIfUnusable(epoch);
        _interrupted = true;
        TorchRuntime.UseThreads(_options.Threads);
        var started = Stopwatch.GetTimestamp();
        var rows = RowsOf(epoch);
        _learner.LearningRate = RateAt(epoch, step: 0, rows.Length);
        return new EpochInProgress(this, epoch, rows, started);
    }

    // In the order in which this epoch sees them.
    private int[] RowsOf(int epoch)
    {
        var used = _subsets?.Take(_spec.Data.Fraction.At(epoch, _spec.Epochs)) ?? _prepared.Split.Train;
        if (_spec.Data.Oversample)
            used = Oversampling.Balance(used, _prepared.Strata, _random.Oversampling.Child(epoch));
        return _prepared.EpochRows(_random, epoch, used);
    }

    private EpochResult LearnWholeEpoch(EpochInProgress epoch, CancellationToken stop)
    {
        var measures = Evaluate(() => _learner.LearnEpoch(_prepared, epoch.Rows, epoch.Number, stop));
        Interlocked.Exchange(ref _firstBatch, null)?.Invoke();
        return epoch.End(measures["loss"], measures.Where(pair => pair.Key != "loss").ToDictionary(StringComparer.Ordinal), stop);
    }

    private EpochResult LearnBatches(EpochInProgress epoch, CancellationToken stop)
    {
        for (var step = 0; step < epoch.Steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var batch = epoch.Read(step);
            var (loss, output) = _learner.Step(batch);
            epoch.Stepped(loss, output, batch);
        }

        return epoch.End(stop);
    }

    // Codes, one-hot columns and flags are names, not quantities: only the numbers of a table take noise.
    private void AddNoise(torch.Tensor input)
    {
        var quantities = _quantities.Value;
        if (quantities is { Length: 0 })
            return;
        var numbers = _prepared.Shape is TableShape { Cardinalities.Count: > 0 } table ? input.slice(1, 0, table.Numbers) : input;
        if (quantities is not null)
        {
            var noise = torch.zeros(numbers.shape, device: input.device);
            _random.Noise.AddNormal(noise, _spec.Data.Noise);
            numbers.add_(noise.mul_(torch.tensor<float>(quantities, 1, quantities.Length).to(input.device)));
            return;
        }

        if (ReferenceEquals(numbers, input))
        {
            _random.Noise.AddNormal(input, _spec.Data.Noise);
            return;
        }

        var noisy = numbers.clone(); // contiguous, as the native loop wants it
        _random.Noise.AddNormal(noisy, _spec.Data.Noise);
        numbers.copy_(noisy);
    }

    // For each number of a table 1 where it is a quantity, else 0; none where there are no quantities, and null where all values are.
    private float[]? Quantities()
    {
        if (_prepared.Shape is not TableShape table)
            return null;
        if (_prepared.Attackable is not { } range)
            return [];
        var steps = range.Step[..table.Numbers];
        return Array.IndexOf(steps, 0f) < 0 ? null : steps;
    }

    /// <summary>An epoch of a session that has begun and not ended.</summary>
    internal sealed class EpochInProgress(TrainingSession session, int number, int[] rows, long started)
    {
        private readonly double _rate = session._learner.LearningRate; // a learner may have a rate of its own
        private readonly IScore _score = session._task.TrainingScore();
        private double _loss; // the sum over samples

        public int Number => number;

        public int[] Rows => rows;

        public int Steps => (rows.Length + session._spec.BatchSize - 1) / session._spec.BatchSize;

        /// <summary>The batch of a step, counted from 0 and asked for in order, at the step's learning rate; owned by the current scope.</summary>
        public Batch Read(int step)
        {
            var at = step * session._spec.BatchSize;
            if (session._spec.Schedule.ByStep)
                session._learner.LearningRate = session.RateAt(number, step, rows.Length);
            var part = rows.AsMemory(at, Math.Min(session._spec.BatchSize, rows.Length - at));
            var batch = session._prepared.ReadTraining(session._random, number, rows, at, part.Length) with { Rows = part, Epoch = number };
            if (session._spec.Data.Noise > 0)
                session.AddNoise(batch.Input);
            session._learner.MeasureGradients = step == Steps - 1;
            return batch;
        }

        /// <summary>To be told after each step.</summary>
        /// <exception cref="DivergedException">The loss is no finite number.</exception>
        public void Stepped(double loss, torch.Tensor output, in Batch batch)
        {
            if (!double.IsFinite(loss))
                throw session.Diverged(number, "training", loss, batch);
            Interlocked.Exchange(ref session._firstBatch, null)?.Invoke();
            _loss += loss * batch.Samples; // weighted, so that a short last batch is not over-counted
            _score.Add(output, batch);
        }

        /// <summary>Validates and ends it, with what its steps measured.</summary>
        public EpochResult End(CancellationToken stop) => End(_loss / rows.Length, _score.Result(), stop);

        /// <summary>Validates and ends it.</summary>
        /// <param name="loss">The mean training loss.</param>
        /// <param name="metrics">What was measured while training.</param>
        /// <param name="stop">Stops between two batches.</param>
        public EpochResult End(double loss, IReadOnlyDictionary<string, double> metrics, CancellationToken stop)
        {
            var (validation, dead) = session.Validate(stop);
            if (!double.IsFinite(validation["loss"]))
                throw session.DivergedInValidation(number, validation["loss"]);
            session.CompletedEpochs = number;
            session._losses.Add(validation["loss"]);
            session._interrupted = false;
            var all = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var (name, value) in metrics)
                all[$"train_{name}"] = value;
            foreach (var (name, value) in validation.Where(pair => pair.Key != "loss"))
                all[$"validation_{name}"] = value;
            return new EpochResult(
                number, loss, validation["loss"], all, _rate, Stopwatch.GetElapsedTime(started), rows.Length, session.Stopped, session.HealthOf(dead, loss, validation["loss"]), session.Show());
        }
    }
}
