namespace Training.Core.Data;

/// <summary>Chooses training and validation rows from an order of the rows. Pure.</summary>
internal static class RowOrder
{
    /// <summary>
    /// Spreads classes evenly: the k-th row of a class of n comes at (k + 1/2) / n of the way, so that every stretch holds each class in
    /// proportion, to within one row. Rows of a class keep their order.
    /// </summary>
    /// <param name="order">The rows.</param>
    /// <param name="strata">The class of each of them, from 0.</param>
    public static int[] Spread(int[] order, int[] strata)
    {
        var sizes = new int[strata.Length == 0 ? 0 : strata.Max() + 1];
        foreach (var stratum in strata)
            sizes[stratum]++;
        var seen = new int[sizes.Length];
        var keys = Array.ConvertAll(strata, stratum => (seen[stratum]++ + 0.5) / sizes[stratum]);
        return [.. order.Index().OrderBy(pair => keys[pair.Index]).ThenBy(pair => pair.Index).Select(pair => pair.Item)];
    }

    /// <summary>Part <paramref name="fold"/> (1-based) of equal parts is for validation, all others for training.</summary>
    public static DataSplit Fold(int[] order, int folds, int fold)
    {
        var (from, to) = Part(order.Length, folds, fold);
        return new DataSplit([.. order[..from], .. order[to..]], order[from..to]);
    }

    /// <summary>Of one part more than folds, part <paramref name="fold"/> + 1 is for validation and all earlier ones for training: nothing is learnt from the future.</summary>
    public static DataSplit TimeFold(int[] order, int folds, int fold)
    {
        var (from, to) = Part(order.Length, folds + 1, fold + 1);
        return new DataSplit(order[..from], order[from..to]);
    }

    private static (int From, int To) Part(int rows, int parts, int part) => ((int)((long)rows * (part - 1) / parts), (int)((long)rows * part / parts));
}
