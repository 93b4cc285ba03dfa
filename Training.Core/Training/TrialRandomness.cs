using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>All random numbers of one trial, each purpose with a stream of its own. Nothing else in training is random.</summary>
internal sealed class TrialRandomness(long seed)
{
    // Stream 1 is the data set's split.
    public CounterRandom Initialization { get; } = CounterRandom.For(seed, stream: 2);

    public RandomStream Dropout { get; } = new(CounterRandom.For(seed, stream: 4));

    public RandomStream Noise { get; } = new(CounterRandom.For(seed, stream: 5));

    /// <summary>Where the windows of a text begin in each epoch.</summary>
    public CounterRandom Windows { get; } = CounterRandom.For(seed, stream: 20);

    /// <summary>What a network draws for a row: masks, or what a sample is generated from.</summary>
    public CounterRandom Rows { get; } = CounterRandom.For(seed, stream: 32);

    /// <summary>How images are augmented.</summary>
    public CounterRandom Augmentation { get; } = CounterRandom.For(seed, stream: 30);

    /// <summary>Which rows of rarer classes are repeated once more in each epoch.</summary>
    public CounterRandom Oversampling { get; } = CounterRandom.For(seed, stream: 31);

    /// <summary>The order of the training rows in one epoch: positions into the split's training rows.</summary>
    public int[] Order(int epoch, int count) => CounterRandom.For(seed, stream: 3).Child(epoch).Permutation(count);
}
