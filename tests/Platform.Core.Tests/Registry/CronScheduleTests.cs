using Platform.Core.Registry;
using Xunit;

namespace Platform.Core.Tests.Registry;

/// <summary>That its times are the scheduler's is tested beside the scheduler.</summary>
public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("", "does not have six fields")]
    [InlineData("0 3 * * *", "such as '0 0 3 * * ?'")]
    [InlineData("0 3 * * 1-5", "such as '0 0 3 ? * MON'")]
    [InlineData("60 0 3 * * ?", "'60' for the second")]
    [InlineData("0 0 3 1 * MON", "both of the month and of the week")]
    [InlineData("0 0 3 LW * ?", "'LW' for the day of the month")]
    [InlineData("0 0 3 ? * 6#3", "'6#3' for the day of the week")]
    [InlineData("0 0 22-2 * * ?", "runs backwards")]
    [InlineData("0 0/0 3 * * ?", "'0/0' for the minute")]
    [InlineData("0 0 3 30 2 ?", "names no time that ever comes")]
    [InlineData("0 0 3 1, * ?", "'' for the day of the month")]
    [InlineData("0 ? 3 1 * ?", "'?' for the minute")]
    public void What_is_no_schedule_is_refused_with_what_to_write(string cron, string expected) => Assert.Contains(expected, CronSchedule.Problem(cron), StringComparison.Ordinal);

    [Fact]
    public void A_text_without_end_is_refused() => Assert.Contains("at most 200", CronSchedule.Problem(new string('0', 100_000)), StringComparison.Ordinal);

    [Fact]
    public void A_schedule_that_is_over_has_no_next_time()
    {
        Assert.Null(CronSchedule.Problem("0 0 0 1 1 ? 2027"));
        var once = CronSchedule.Parse("0 0 0 1 1 ? 2027");
        Assert.Equal([new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)], once.Next(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), 3));
        Assert.Null(once.Next(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }
}
