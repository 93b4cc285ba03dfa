using Platform.Core.Registry;
using Quartz;
using Xunit;

namespace Platform.Silo.Tests.Unit;

/// <summary>What the platform's own reading of a schedule promises is what the scheduler does.</summary>
public sealed class CronScheduleTests
{
    private static readonly DateTimeOffset From = new(2026, 2, 27, 22, 59, 58, 400, TimeSpan.Zero);

    [Theory]
    [InlineData("0 0 3 * * ?")]
    [InlineData("0 30 3 ? * MON-FRI")]
    [InlineData("0/5 * * * * ?")]
    [InlineData("*/20 1/7 * * * ?")]
    [InlineData("15,45 10-12,50 0,12,23 * * ?")]
    [InlineData("0 0 12 1 1/3 ?")]
    [InlineData("0 0 0 L * ?")]
    [InlineData("0 0 0 29 2 ?")]
    [InlineData("0 0 0 31 * ?")]
    [InlineData("0 5 4 10-20/5 jan,JUN ?")]
    [InlineData("0 0 6 ? * 1,7")]
    [InlineData("0 0 6 ? * sun")]
    [InlineData("0 0 6 ? * 2/2")]
    [InlineData("0 0 0 1 1 ? 2027-2030")]
    [InlineData("59 59 23 31 12 ? 2026/2")]
    [InlineData("0 0 3 * * *")]
    [InlineData("0 0 3 ? * *")]
    [InlineData("0 0 3 ? 2 SAT")]
    [InlineData("0 0 3 ? * ?")]
    public void It_names_the_times_at_which_the_scheduler_fires(string cron)
    {
        var quartz = new CronExpression(cron, TimeZoneInfo.Utc);
        var expected = new List<DateTimeOffset>();
        for (var next = quartz.GetNextValidTimeAfter(From); next is { } time && expected.Count < 25; next = quartz.GetNextValidTimeAfter(time))
            expected.Add(time);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, CronSchedule.Parse(cron).Next(From, 25).Take(expected.Count));
    }
}
