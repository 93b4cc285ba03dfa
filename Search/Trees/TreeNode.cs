namespace Search;

/// <summary>A node of a <see cref="RegressionTree"/>.</summary>
/// <param name="mean">Mean of the values of its rows.</param>
/// <param name="variance">Their variance, at least 0.</param>
internal sealed class TreeNode(double mean, double variance)
{
    public double Mean { get; } = mean;

    public double Variance { get; } = variance;

    /// <summary>Null for a leaf.</summary>
    public Split? Split { get; private set; }

    public int LeftChild { get; private set; }

    public int RightChild { get; private set; }

    /// <summary>Whether most rows went left.</summary>
    public bool HeavierLeft { get; private set; }

    internal void Part(Split split, int left, int right, bool heavierLeft) =>
        (Split, LeftChild, RightChild, HeavierLeft) = (split, left, right, heavierLeft);
}
