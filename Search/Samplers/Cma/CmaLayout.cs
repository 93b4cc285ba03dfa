using System.Globalization;

namespace Search;

/// <summary>Which axes of a cube are numbers with a normal distribution and which are choices with a distribution each.</summary>
internal sealed class CmaLayout
{
    public CmaLayout(UnitCube cube)
    {
        Cube = cube;
        Numbers = [.. Enumerable.Range(0, cube.Dimension).Where(i => !cube.Axes[i].IsCategorical)];
        Choices = [.. Enumerable.Range(0, cube.Dimension).Where(i => cube.Axes[i].IsCategorical)];
    }

    /// <summary>The cube.</summary>
    public UnitCube Cube { get; }

    /// <summary>Positions of the numeric axes (n).</summary>
    public int[] Numbers { get; }

    /// <summary>Positions of the categorical axes.</summary>
    public int[] Choices { get; }

    /// <summary>What a trial says to its generation. Its coordinates are those that were drawn, if it carries them, else those of its values.</summary>
    public CmaMember Read(Observation observation, int objectives)
    {
        var point = Cube.Encode(observation.Parameters);
        var numbers = Array.ConvertAll(Numbers, i => point[i]);
        var drawn = Drawn(observation.Carried);
        for (var j = 0; drawn is not null && j < numbers.Length; j++)
        {
            // Only what stands for the same value is believed.
            if (!double.IsNaN(numbers[j]) && Cube.Axes[Numbers[j]].Snap(drawn[j]) is var same && Math.Abs(same - numbers[j]) < 1e-9)
                numbers[j] = drawn[j];
        }

        return new CmaMember(
            observation.Number, observation.State != TrialState.Running, TrialRank.Of(observation),
            objectives > 1 ? Objectives.Of(observation, objectives) : null, numbers,
            Array.ConvertAll(Choices, i => double.IsNaN(point[i]) ? -1 : (int)Cube.Axes[i].LevelOf(point[i])));
    }

    /// <summary>The numeric coordinates of a point as text to be carried: the bits of each, hexadecimal; null when there are too many to carry.</summary>
    public string? Carry(double[] point) => Numbers.Length is 0 or > 200 ? null
        : string.Join(' ', Numbers.Select(i => BitConverter.DoubleToInt64Bits(point[i]).ToString("x", CultureInfo.InvariantCulture)));

    private double[]? Drawn(string? carried)
    {
        var parts = carried?.Split(' ') ?? [];
        if (parts.Length != Numbers.Length)
            return null;
        var drawn = new double[parts.Length];
        for (var j = 0; j < parts.Length; j++)
        {
            if (!long.TryParse(parts[j], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
                return null;
            drawn[j] = BitConverter.Int64BitsToDouble(bits);
        }

        return drawn;
    }
}
