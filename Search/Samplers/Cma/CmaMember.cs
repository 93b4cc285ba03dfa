namespace Search;

/// <summary>A trial as a member of its generation.</summary>
/// <param name="Number">0-based trial number.</param>
/// <param name="Ended">Whether it has ended, well or not.</param>
/// <param name="Rank">Its place among the ended ones; null if it has no value.</param>
/// <param name="Values">Its objectives when the study has several; null when one is missing.</param>
/// <param name="Numbers">Coordinates of the numeric axes as drawn (n), NaN where the parameter does not exist.</param>
/// <param name="Choices">Choices of the categorical axes, -1 where the parameter does not exist.</param>
internal sealed record CmaMember(int Number, bool Ended, TrialRank? Rank, double[]? Values, double[] Numbers, int[] Choices)
{
    /// <summary>The ended members of a generation, best first; those without a value last, by number. Several objectives: by fronts.</summary>
    public static CmaMember[] InOrder(IEnumerable<CmaMember> members, int objectives)
    {
        CmaMember[] ordered = [.. members.Where(member => member.Ended)
            .OrderBy(member => member.Rank is null).ThenBy(member => member.Rank ?? default).ThenBy(member => member.Number)];
        if (objectives == 1)
            return ordered;
        var whole = ordered.Where(member => member.Values is not null && member.Rank is not null).ToArray();
        var fronts = NondominatedSort.Fronts([.. whole.Select(member => member.Values!)], [.. whole.Select(member => member.Rank!.Value.Violation)]);
        return [.. fronts.SelectMany(front => front.Select(i => whole[i])), .. ordered.Except(whole)];
    }
}
