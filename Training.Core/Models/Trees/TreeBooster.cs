using System.Globalization;

namespace Training.Core.Models.Trees;

/// <summary>XGBoost's trees in native memory. Belongs to one thread; freed by <see cref="Dispose"/>.</summary>
internal sealed unsafe class TreeBooster : IDisposable
{
    private readonly nint _booster;

    /// <param name="rows">What the trees will be grown on; null only to ask them.</param>
    /// <param name="model">Trees saved by <see cref="Save"/>; empty begins without any.</param>
    /// <param name="parameters">XGBoost's own names and values.</param>
    public TreeBooster(TreeRows? rows, ReadOnlySpan<byte> model, IEnumerable<(string Name, string Value)> parameters)
    {
        nint booster;
        var known = rows?.Handle ?? 0; // tells how many inputs there are
        XGBoost.Check(XGBoost.XGBoosterCreate(&known, rows is null ? 0UL : 1UL, &booster));
        _booster = booster;
        try
        {
            if (!model.IsEmpty)
            {
                fixed (byte* first = model)
                    XGBoost.Check(XGBoost.XGBoosterLoadModelFromBuffer(_booster, first, (ulong)model.Length));
            }

            foreach (var (name, value) in parameters)
                XGBoost.Check(XGBoost.XGBoosterSetParam(_booster, name, value));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Adds one round of trees.</summary>
    /// <param name="round">0-based, over the whole training.</param>
    /// <param name="rows">Rows with labels.</param>
    public void Grow(int round, TreeRows rows) => XGBoost.Check(XGBoost.XGBoosterUpdateOneIter(_booster, round, rows.Handle));

    /// <summary>Rounds that were grown.</summary>
    public int Rounds
    {
        get
        {
            int rounds;
            XGBoost.Check(XGBoost.XGBoosterBoostedRounds(_booster, &rounds));
            return rounds;
        }
    }

    /// <summary>The sum of the trees' answers, before any link function: (rows, groups), row-major. Asked of the rows that it has just grown on, it remembers the sums.</summary>
    /// <param name="rows">What to answer.</param>
    /// <param name="begin">The first round that counts.</param>
    /// <param name="end">The first that does not; 0 for all.</param>
    public float[] Predict(TreeRows rows, int begin = 0, int end = 0)
    {
        ulong* shape;
        ulong dimensions;
        float* result;
        var margins = string.Create(CultureInfo.InvariantCulture, $$"""{"type": 1, "training": false, "iteration_begin": {{begin}}, "iteration_end": {{end}}, "strict_shape": true}""");
        XGBoost.Check(XGBoost.XGBoosterPredictFromDMatrix(_booster, rows.Handle, margins, &shape, &dimensions, &result));
        var count = 1UL;
        for (var i = 0UL; i < dimensions; i++)
            count *= shape[i];
        return new ReadOnlySpan<float>(result, checked((int)count)).ToArray();
    }

    /// <summary>The trees in XGBoost's universal binary JSON, which every later version reads.</summary>
    public byte[] Save()
    {
        ulong length;
        byte* buffer;
        XGBoost.Check(XGBoost.XGBoosterSaveModelToBuffer(_booster, """{"format": "ubj"}""", &length, &buffer));
        return new ReadOnlySpan<byte>(buffer, checked((int)length)).ToArray();
    }

    public void Dispose() => _ = XGBoost.XGBoosterFree(_booster);
}
