using Training.Core.Data;

namespace Training.Core.Models;

/// <summary>Arrays of random numbers, each a function of the stream and its index.</summary>
internal static class RandomNumbers
{
    /// <summary>Uniform in [-bound, bound), from the stream's numbers <paramref name="start"/> on.</summary>
    public static float[] Uniform(CounterRandom random, long start, long count, double bound)
    {
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(((2 * random.Uniform(start + i)) - 1) * bound);
        return values;
    }

    /// <summary>Normal with mean 0, two numbers of the stream each (Box and Muller 1958).</summary>
    public static float[] Normal(CounterRandom random, long count, double deviation)
    {
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.Uniform(2L * i)));
            values[i] = (float)(deviation * radius * ExactMath.Cos(2 * Math.PI * random.Uniform((2L * i) + 1)));
        }

        return values;
    }
}
