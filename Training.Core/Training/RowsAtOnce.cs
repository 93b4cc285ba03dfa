namespace Training.Core;

/// <summary>
/// How many rows one forward pass takes, so that its largest tensor stays within bounds. Small samples go 256 at a time, whatever the
/// bound: enough to amortise the calls, few enough for activations to stay in the cache, and sums over them keep their bits.
/// </summary>
internal static class RowsAtOnce
{
    private const int Most = 256;
    private const long Answered = 1L << 28; // float32 values: 1 GiB
    private const long Attacked = 1L << 26; // 256 MiB: every layer's activations stay until the gradients are there
    private const long Explained = 1L << 24; // 64 MiB: the same, in the process that serves

    /// <summary>Rows of a pass without gradients.</summary>
    /// <param name="values">Of the largest tensor of one row, as <see cref="ModelSpec.LargestTensor"/> says.</param>
    public static int ToAnswer(long values) => Within(Answered, values);

    /// <summary>Rows of a pass that is followed by one for the input's gradients.</summary>
    public static int ToAttack(long values) => Within(Attacked, values);

    /// <summary>The same where a page waits beside others.</summary>
    public static int ToExplain(long values) => Within(Explained, values);

    private static int Within(long most, long values) => (int)Math.Clamp(most / Math.Max(1, values), 1, Most);
}
