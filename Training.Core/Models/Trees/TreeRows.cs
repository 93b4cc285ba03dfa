namespace Training.Core.Models.Trees;

/// <summary>Rows in XGBoost's own memory, freed by <see cref="Dispose"/>.</summary>
internal sealed unsafe class TreeRows : IDisposable
{
    /// <param name="values">(rows, columns), row-major; NaN is missing.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="labels">One a row; empty for rows that are only asked about.</param>
    public TreeRows(ReadOnlySpan<float> values, int columns, ReadOnlySpan<float> labels = default)
    {
        nint handle;
        fixed (float* first = values)
            XGBoost.Check(XGBoost.XGDMatrixCreateFromMat(first, (ulong)(values.Length / columns), (ulong)columns, float.NaN, &handle));
        Handle = handle;
        if (labels.IsEmpty)
            return;
        fixed (float* first = labels)
        {
            if (XGBoost.XGDMatrixSetFloatInfo(Handle, "label", first, (ulong)labels.Length) is var code and not 0)
            {
                Dispose();
                XGBoost.Check(code);
            }
        }
    }

    public nint Handle { get; }

    /// <summary>Answers begin with these sums instead of 0: (rows, groups), row-major.</summary>
    public void BeginWith(ReadOnlySpan<float> margins)
    {
        fixed (float* first = margins)
            XGBoost.Check(XGBoost.XGDMatrixSetFloatInfo(Handle, "base_margin", first, (ulong)margins.Length));
    }

    public void Dispose() => _ = XGBoost.XGDMatrixFree(Handle);
}
