using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Platform.Core.Experiments;
using Platform.Core.LoggedModels;
using Platform.Core.OpenStudies;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Core.Tests;

/// <summary>Every event that exists is known to its state's Evolve: a new one cannot be forgotten there.</summary>
public sealed class UnknownEventTests
{
    public static TheoryData<Type> EventTypes() =>
        [.. typeof(TrialEvent).Assembly.GetTypes().Where(t => !t.IsAbstract && (t.IsSubclassOf(typeof(TrialEvent)) || t.IsSubclassOf(typeof(ExperimentEvent)) || t.IsSubclassOf(typeof(ModelEvent)) || t.IsSubclassOf(typeof(StudyEvent)) || t.IsSubclassOf(typeof(LoggedModelEvent))))];

    // What has no identity yet passes over what is left of a stream that is being erased.
    private static readonly Trial SomeTrial = Named(Trial.Initial with { });
    private static readonly Experiment SomeExperiment = Named(Experiment.Initial with { });
    private static readonly LoggedModel SomeModel = LoggedModel.Evolve(null, new LoggedModelCreated("m-1", "0", "net", "", null, "", new Dictionary<string, string>(), new Dictionary<string, string>(), default))!;

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Every_event_is_folded(Type type)
    {
        var @event = RuntimeHelpers.GetUninitializedObject(type);
        var fold = Record.Exception(() => _ = @event switch
        {
            TrialEvent e => (object?)SomeTrial.Evolve(e),
            ExperimentEvent e => SomeExperiment.Evolve(e),
            ModelEvent e => RegisteredModel.Initial.Evolve(e),
            StudyEvent e => OpenStudy.Initial.Evolve(e),
            LoggedModelEvent e => LoggedModel.Evolve(e is LoggedModelCreated ? null : SomeModel, e),
            _ => throw new UnreachableException(),
        });
        Assert.False(fold is UnreachableException, $"{type.Name} is not folded.");
    }

    private static T Named<T>(T state)
        where T : notnull
    {
        typeof(T).GetProperty("Id")!.SetValue(state, "x");
        return state;
    }
}
