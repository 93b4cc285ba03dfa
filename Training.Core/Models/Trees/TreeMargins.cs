namespace Training.Core.Models.Trees;

/// <summary>
/// The sums of the trees' answers to some rows, brought up to date by asking only the trees that came since: they are added to the sums one after the other, as
/// XGBoost does when it is asked for all, so the bits are those of asking all.
/// </summary>
internal sealed class TreeMargins(TreeRows rows) : IDisposable
{
    private float[] _margins = [];
    private int _rounds;

    /// <summary>(rows, groups), row-major, before any link function.</summary>
    /// <param name="booster">The trees of the last call, and perhaps more.</param>
    public float[] Update(TreeBooster booster)
    {
        var rounds = booster.Rounds;
        if (rounds == _rounds)
            return _margins;
        if (_rounds > 0)
            rows.BeginWith(_margins);
        _margins = booster.Predict(rows, _rounds, rounds);
        _rounds = rounds;
        return _margins;
    }

    public void Dispose() => rows.Dispose();
}
