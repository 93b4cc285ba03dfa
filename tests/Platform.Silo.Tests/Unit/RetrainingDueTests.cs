using Platform.Silo.Retraining;
using Quartz;
using Quartz.Extensibility;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class RetrainingDueTests
{
    private static readonly DateTimeOffset Due = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Fired = Due.AddSeconds(40); // another model's data took their time

    [Fact]
    public void A_firing_that_came_late_counts_by_when_it_was_due() => Assert.Equal(Due, DueOf(Schedule(), recovering: false, Due));

    [Fact]
    public void So_does_one_that_is_repeated_after_its_silo_was_lost()
    {
        // As the job store makes it: its own schedule is the time of the lost firing.
        var recovery = TriggerBuilder.Create().WithIdentity("recover", SchedulerConstants.DefaultRecoveryGroup)
            .UsingJobData(SchedulerConstants.FailedJobOriginalTriggerName, "digits").UsingJobData(SchedulerConstants.FailedJobOriginalTriggerGroup, "schedules")
            .UsingJobData(SchedulerConstants.FailedJobOriginalTriggerFireTime, Convert.ToString(Fired, System.Globalization.CultureInfo.InvariantCulture))
            .UsingJobData(SchedulerConstants.FailedJobOriginalTriggerScheduledFireTime, Convert.ToString(Due, System.Globalization.CultureInfo.InvariantCulture))
            .StartAt(Fired).Build();

        Assert.Equal(Due, DueOf(recovery, recovering: true, Fired));
    }

    private static ITrigger Schedule() => TriggerBuilder.Create().WithIdentity("digits", "schedules").StartAt(Due).Build();

    private static DateTimeOffset DueOf(ITrigger trigger, bool recovering, DateTimeOffset scheduled) =>
        RetrainingJob.DueOf(JobExecutionContextBuilder.For(new Nothing()).WithTrigger(trigger).FiredAt(Fired.AddSeconds(3), scheduled).Recovering(recovering).Build());

    private sealed class Nothing : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
