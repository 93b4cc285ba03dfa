using System.Text.Json;

namespace Training.Core.Tests.Fixtures;

/// <summary>Stored reference values, made by the script beside the file.</summary>
internal static class Fixture
{
    /// <summary>The root of a fixture file.</summary>
    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file)));
        return document.RootElement.Clone();
    }

    /// <summary>An array of numbers.</summary>
    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>An array of numbers in single precision.</summary>
    public static float[] Singles(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    /// <summary>An array of whole numbers.</summary>
    public static long[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt64())];

    /// <summary>Each number within a distance of the expected one.</summary>
    public static void AssertNear(double[] expected, IReadOnlyList<double> actual, double distance)
    {
        Xunit.Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
            Xunit.Assert.Equal(expected[i], actual[i], distance);
    }
}
