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

    public void Dispose() => _ = XGBoost.XGDMatrixFree(Handle);
}
