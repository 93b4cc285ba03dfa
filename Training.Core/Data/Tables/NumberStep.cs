namespace Training.Core.Data.Tables;

/// <summary>What was fitted for one number column, applied in this order: fill, clip, logarithm, centre and scale.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind"><see cref="ColumnKind.Number"/> or <see cref="ColumnKind.Date"/>.</param>
/// <param name="Fill">Stands for a missing value.</param>
/// <param name="Flag">Whether a second input says that the value was missing: its training rows had such ones.</param>
/// <param name="Low">Smaller values become this one; null leaves them.</param>
/// <param name="High">Larger values become this one; null leaves them.</param>
/// <param name="Log">Whether x becomes sign(x) log(1 + |x|).</param>
/// <param name="Center">Is subtracted.</param>
/// <param name="Scale">Divides, above 0.</param>
public sealed record NumberStep(string Name, ColumnKind Kind, double Fill, bool Flag, double? Low, double? High, bool Log, double Center, double Scale)
{
    /// <summary>The model's input for a value; NaN is a missing one.</summary>
    internal double Apply(double value)
    {
        var x = double.IsNaN(value) ? Fill : value;
        x = Low is { } low && x < low ? low : High is { } high && x > high ? high : x;
        return ((Log ? SignedLog(x) : x) - Center) / Scale;
    }

    internal static double SignedLog(double x) => double.CopySign(Math.Log(1 + Math.Abs(x)), x);
}
