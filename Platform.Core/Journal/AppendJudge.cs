namespace Platform.Core.Journal;

/// <summary>
/// Says what became of appends that the database refused because a stream or a command id was not as expected: committed by an
/// earlier sending whose answer was lost, a repeated command, a true conflict, or worth another sending.
/// </summary>
internal sealed class AppendJudge(AppendConnection connection)
{
    /// <summary>Answers the callers whose case is decided; the others are left open, ready to be sent again.</summary>
    public async Task JudgeAsync(IReadOnlyList<PendingAppend> suspects)
    {
        // The order matters: what these see moved by an own late commit, the look for own events afterwards finds.
        var versions = await connection.VersionsAsync([.. suspects.SelectMany(i => i.Request.Streams).Select(s => s.StreamId).Distinct()], default);
        var answers = await connection.AnswersAsync([.. suspects.Select(i => i.Request.CommandId).OfType<string>()], default);
        var committed = await connection.CommittedAsync(suspects, default);

        foreach (var item in suspects)
        {
            if (committed.TryGetValue(item, out var last))
                item.Complete(new AppendResult(AppendPlan.VersionsOf(item), last, WasRepeat: false));
            else if (item.Request.CommandId is { } command && answers.TryGetValue(command, out var first))
                item.Complete(first);
            else if (item.Request.Streams.FirstOrDefault(s => IsConflict(s, versions)) is { } stream)
                item.Fail(new VersionConflictException(stream.StreamId, stream.ExpectedVersion));
            else
                Renew(item, versions);
        }
    }

    private static bool IsConflict(StreamAppend stream, Dictionary<string, long> versions) =>
        stream.ExpectedVersion != StreamAppend.Any && stream.ExpectedVersion != versions.GetValueOrDefault(stream.StreamId);

    // Overtaken at a version of its own choosing. What it was sent with before can never be committed any more, so it may choose anew.
    private static void Renew(PendingAppend item, Dictionary<string, long> versions)
    {
        var overtaken = item.Request.Streams.Where((s, i) => item.Bases[i] != versions.GetValueOrDefault(s.StreamId)).Any();
        if (!overtaken)
            return;
        item.Overtaken++;
        item.IsUncertain = false;
        item.ForgetBases();
    }
}
