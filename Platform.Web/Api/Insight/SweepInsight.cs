using System.Collections.Concurrent;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Search;

namespace Platform.Web.Api;

/// <summary>What a sweep's trials teach: worked out from its study beside everything else, once for each number of finished trials and changes of the sweep. Thread-safe.</summary>
public sealed class SweepInsight(StudyReader studies, PatientThreads threads)
{
    private const int Capacity = 200;

    private readonly ConcurrentDictionary<(string Sweep, string Question), ((int Ended, int Changes) State, object Answer)> _known = new();

    /// <summary>Which parameters matter and how, by one objective (0-based; 0 is the sweep's own). Null if there is no such sweep.</summary>
    public Task<ExplainAnswer?> ExplainAsync(string sweep, int objective, CancellationToken cancellation = default) =>
        AskAsync(sweep, $"explain/{objective}", (spec, study) => ExplainAnswer.Of(spec, objective, Explanation.Of(study, objective)), cancellation);

    /// <summary>The best compromises between the sweep's objectives. Null if there is no such sweep.</summary>
    public Task<FrontAnswer?> FrontAsync(string sweep, CancellationToken cancellation = default) =>
        AskAsync(sweep, "front", (spec, study) => FrontAnswer.Of(sweep, spec, ParetoFront.Of(study)), cancellation, study => study.Trained());

    /// <summary>What so many further trials are expected to gain. Null if there is no such sweep.</summary>
    public Task<GainAnswer?> GainAsync(string sweep, int trials, CancellationToken cancellation = default) =>
        AskAsync(sweep, $"gain/{trials}", (spec, study) => GainAnswer.Of(spec.Objective, trials, ExpectedImprovement.Of(study, trials)), cancellation);

    // Reading too: a page that asks goes on drawing.
    private Task<T?> AskAsync<T>(string sweep, string question, Func<SweepSpec, StudyView, T> answer, CancellationToken cancellation, Func<StudyFold, StudyView>? look = null) where T : class =>
        Task.Run(() => WorkOutAsync(sweep, question, answer, look ?? (study => study.Everything()), cancellation), cancellation);

    private async Task<T?> WorkOutAsync<T>(string sweep, string question, Func<SweepSpec, StudyView, T> answer, Func<StudyFold, StudyView> look, CancellationToken cancellation) where T : class
    {
        var moment = await studies.ReadAsync(
            sweep, m =>
            {
                var state = (m.Study.Trials.Count(trial => trial.HasEnded), m.Experiment.Changes.Count);
                var answered = Known<T>(sweep, question, state);
                return Tuple.Create(m.Experiment.Spec, answered is null ? look(m.Study) : null, state, answered);
            }, cancellation);
        if (moment is not var (spec, study, state, answered))
            return null;
        return study is null ? answered : await threads.RunAsync(() => Known<T>(sweep, question, state) ?? Keep(sweep, question, state, answer(spec, study)), cancellation);
    }

    private T? Known<T>(string sweep, string question, (int Ended, int Changes) state) where T : class =>
        _known.TryGetValue((sweep, question), out var known) && known.State == state ? (T)known.Answer : null;

    private T Keep<T>(string sweep, string question, (int Ended, int Changes) state, T made) where T : class
    {
        if (_known.Count >= Capacity && !_known.ContainsKey((sweep, question)))
            _known.Clear(); // rare: cheaper than tracking use
        _known[(sweep, question)] = (state, made);
        return made;
    }
}
