namespace Search;

/// <summary>
/// Splits a space into groups of parameters that always exist together, because they have the same condition. Within a group
/// the density is joint; between groups it follows the tree: parents' groups come before their children's. The group-wise
/// treatment of conditional spaces is that of Bergstra et al. 2011, section 4, with groups in place of single nodes.
/// </summary>
internal static class ParameterGroups
{
    /// <summary>Positions of the axes of each group, in declared order; groups with parents first.</summary>
    public static IReadOnlyList<int[]> Of(UnitCube cube)
    {
        var groups = new List<(When? Condition, List<int> Axes)>();
        foreach (var axis in cube.ParentsFirst)
        {
            var condition = cube.Axes[axis].Parameter.Condition;
            var group = groups.Find(candidate => Equals(candidate.Condition, condition));
            if (group.Axes is null)
                groups.Add(group = (condition, []));
            group.Axes.Add(axis);
        }

        return [.. groups.Select(group => group.Axes.Order().ToArray())];
    }
}
