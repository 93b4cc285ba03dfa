namespace Search;

/// <summary>A grown tree as flat arrays; node 0 is the root, a node with axis -1 is a leaf.</summary>
internal sealed class RegressionTree
{
    private readonly List<TreeNode> _nodes = [];

    /// <summary>The nodes, parents before children.</summary>
    public IReadOnlyList<TreeNode> Nodes => _nodes;

    /// <summary>The leaf that a point (d) falls into; a point that lacks the parameter asked about goes where most rows went. Cost O(depth).</summary>
    public TreeNode Leaf(double[] point)
    {
        var node = _nodes[0];
        while (node.Split is { } split)
        {
            var u = point[split.Axis];
            bool left;
            if (double.IsNaN(u))
                left = node.HeavierLeft;
            else if (split.Left is { } levels)
                left = levels[Math.Min((int)(u * levels.Length), levels.Length - 1)];
            else
                left = u < split.Threshold;
            node = _nodes[left ? node.LeftChild : node.RightChild];
        }

        return node;
    }

    internal TreeNode Add(double mean, double variance)
    {
        var node = new TreeNode(mean, variance);
        _nodes.Add(node);
        return node;
    }
}
