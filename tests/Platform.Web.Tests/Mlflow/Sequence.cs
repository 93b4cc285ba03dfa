namespace Platform.Web.Tests.Mlflow;

/// <summary>Knuth's linear congruential generator: the same numbers from the same seed, everywhere.</summary>
internal sealed class Sequence(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below the bound.</summary>
    public int Next(int below)
    {
        _state = unchecked(_state * 6364136223846793005UL + 1442695040888963407UL);
        return (int)((_state >> 33) % (ulong)below);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];
}
