using System.Globalization;

namespace Search;

/// <summary>What a Gaussian process infers beside its data. All but the warp are natural logarithms.</summary>
/// <param name="LogLengths">Length scale l of each feature (d), in units of the cube.</param>
/// <param name="LogScale">Variance s^2 of the function.</param>
/// <param name="LogNoise">Variance of the noise on standardised values.</param>
/// <param name="Warp">Exponent of <see cref="OutputWarp"/>; 1 leaves values as they are.</param>
internal sealed record GpHyper(double[] LogLengths, double LogScale, double LogNoise, double Warp)
{
    /// <summary>The same, rounded to four decimals, so that what is carried as text is exactly what was used.</summary>
    public GpHyper Rounded() => new(Array.ConvertAll(LogLengths, Round), Round(LogScale), Round(LogNoise), Round(Warp));

    /// <summary>Numbers separated by blanks: warp, scale, noise, lengths.</summary>
    public string ToText() => string.Join(' ', new[] { Warp, LogScale, LogNoise }.Concat(LogLengths).Select(x => x.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads <see cref="ToText"/>; null if the text is not of <paramref name="dimension"/> features.</summary>
    public static GpHyper? Parse(string text, int dimension)
    {
        var parts = text.Split(' ');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !(Math.Abs(numbers[i]) < 100))
                return null;
        }

        return numbers.Length == dimension + 3 ? new GpHyper(numbers[3..], numbers[1], numbers[2], numbers[0]) : null;
    }

    private static double Round(double x) => Math.Round(x * 1e4) / 1e4;
}
