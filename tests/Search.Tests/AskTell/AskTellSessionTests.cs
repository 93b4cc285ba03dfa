using System.Globalization;
using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.AskTell;

public class AskTellSessionTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("""
        {"parameters":[{"name":"lr","type":"float","low":1e-5,"high":1.0,"log":true},
          {"name":"batch","type":"categorical","choices":[16,32,64]},{"name":"arch","type":"categorical","choices":["mlp","cnn"]},
          {"name":"cnn_layers","type":"int","low":1,"high":12,"step":1,"when":{"arch":["cnn"]}}]}
        """);

    [Fact]
    public void An_ask_is_answered_by_a_trial_with_only_its_active_parameters()
    {
        var session = Session();
        var architectures = new HashSet<string>(StringComparer.Ordinal);
        for (var trial = 0; trial < 20; trial++)
        {
            using var answer = JsonDocument.Parse(Assert.Single(session.Answer("""{"ask":1}""")));
            Assert.Equal(["trial", "params", "why"], answer.RootElement.EnumerateObject().Select(property => property.Name));
            Assert.Equal(trial, answer.RootElement.GetProperty("trial").GetInt32());
            Assert.NotEqual("", answer.RootElement.GetProperty("why").GetString());
            var parameters = answer.RootElement.GetProperty("params").Deserialize<ParameterSet>()!;
            Assert.Null(Space.Problem(parameters));
            Assert.Equal(string.Equals("cnn", (string)parameters["arch"], StringComparison.Ordinal), parameters.ContainsKey("cnn_layers"));
            architectures.Add((string)parameters["arch"]);
        }

        Assert.Equal(2, architectures.Count);
    }

    [Fact]
    public void A_tell_is_answered_by_the_best_so_far()
    {
        var session = Session();
        session.Answer("""{"ask":3}""");
        Assert.Equal(["""{"ok":true,"best":{"trial":1,"value":0.5}}"""], session.Answer("""{"tell":{"trial":1,"values":[0.5]}}"""));
        Assert.Equal(["""{"ok":true,"best":{"trial":0,"value":0.1}}"""], session.Answer("""{"tell":{"trial":0,"values":[0.1],"state":"completed"}}"""));
        Assert.Equal(["""{"ok":true,"best":{"trial":0,"value":0.1}}"""], session.Answer("""{"tell":{"trial":2,"values":[7]}}"""));
    }

    [Fact]
    public void Maximising_keeps_the_sign_of_the_caller()
    {
        var session = Session(new StudyOptions { Seed = 1, Directions = [StudyDirection.Maximize] });
        session.Answer("""{"ask":2}""");
        session.Answer("""{"tell":{"trial":0,"values":[-3]}}""");
        Assert.Equal(["""{"ok":true,"best":{"trial":1,"value":2}}"""], session.Answer("""{"tell":{"trial":1,"values":[2]}}"""));
    }

    [Fact]
    public void A_failed_trial_is_told_without_a_value()
    {
        var session = Session();
        session.Answer("""{"ask":1}""");
        Assert.Equal(["""{"ok":true,"best":null}"""], session.Answer("""{"tell":{"trial":0,"state":"failed"}}"""));
    }

    [Theory]
    [InlineData("""{"ask":0}""", "ask: 0 is not a number of trials")]
    [InlineData("""{"ask":1.5}""", "ask: 1.5 is not a number of trials")]
    [InlineData("""{"ask":1000000}""", "from 1 to 10000")]
    [InlineData("""{"aks":1}""", "did you mean 'ask'")]
    [InlineData("""{"ask":1,"tell":{}}""", "one field")]
    [InlineData("[1]", "one field")]
    [InlineData("hello", "not JSON")]
    [InlineData("""{"tell":{"trial":0,"values":[NaN]}}""", "\"state\":\"failed\"")]
    [InlineData("""{"tell":3}""", "tell: give an object")]
    [InlineData("""{"tell":{"values":[1]}}""", "tell.trial: is missing")]
    [InlineData("""{"tell":{"trial":5,"values":[1]}}""", "tell.trial: 5 was never asked for; trials 0 to 1 were")]
    [InlineData("""{"tell":{"trial":-1,"values":[1]}}""", "tell.trial: -1 was never asked for")]
    [InlineData("""{"tell":{"trial":1,"values":[1]}}""", "tell.trial: 1 was told already")]
    [InlineData("""{"tell":{"trial":0}}""", "tell.values: is missing")]
    [InlineData("""{"tell":{"trial":0,"values":[1,2]}}""", "tell.values: give a list of one number")]
    [InlineData("""{"tell":{"trial":0,"values":[1e999]}}""", "tell.values: 1e999 is not a finite number")]
    [InlineData("""{"tell":{"trial":0,"value":1}}""", "tell.value: is not a field; did you mean 'values'")]
    [InlineData("""{"tell":{"trial":0,"state":"lost"}}""", "tell.state: \"lost\" is not a state")]
    [InlineData("""{"tell":{"trial":0,"values":[1],"state":"failed"}}""", "tell.values: a failed trial has none")]
    [InlineData("""{"tell":{"trial":0,"values":[1],"constraints":["a"]}}""", "tell.constraints: \"a\" is not a finite number")]
    [InlineData("""{"report":{"trial":0,"step":0,"value":1}}""", "report.step: 0 is not a step from 1")]
    [InlineData("""{"report":{"trial":0,"value":1}}""", "report.step: is missing")]
    [InlineData("""{"report":{"trial":1,"step":1,"value":1}}""", "report.trial: 1 was told already")]
    [InlineData("""{"report":{"trial":0,"step":1}}""", "report.value: is missing")]
    [InlineData("""{"should_prune":{"trial":7}}""", "should_prune.trial: 7 was never asked for")]
    [InlineData("""{"should_prune":0}""", "should_prune: give an object such as")]
    [InlineData("""{"add":{"params":{"lr":0.1},"values":[1]}}""", "add.params: batch: missing")]
    [InlineData("""{"add":{"values":[1]}}""", "add.params: is missing")]
    [InlineData("""{"add":{"params":{"lr":0.1,"batch":16,"arch":"mlp"}}}""", "add.values: is missing")]
    [InlineData("""{"enqueue":{"params":{"lr":7}}}""", "enqueue.params.lr: 7 is not a number from")]
    [InlineData("""{"enqueue":{"params":{"arch":"mlp","cnn_layers":3}}}""", "enqueue.params.cnn_layers: exists only when")]
    public void A_bad_line_is_answered_by_an_error_and_changes_nothing(string line, string said)
    {
        var session = Session();
        session.Answer("""{"ask":2}""");
        session.Answer("""{"tell":{"trial":1,"values":[0.5]}}""");
        using var answer = JsonDocument.Parse(Assert.Single(session.Answer(line)));
        Assert.Contains(said, answer.RootElement.GetProperty("error").GetString()!, StringComparison.Ordinal);
        Assert.Equal(["""{"ok":true,"best":{"trial":0,"value":0.25}}"""], session.Answer("""{"tell":{"trial":0,"values":[0.25]}}"""));
    }

    [Fact]
    public void A_report_is_taken_and_the_pruner_answers_with_its_reason()
    {
        var session = Session(new StudyOptions { Seed = 1, MaxEpochs = 5 }, new MedianPruner(new MedianPrunerOptions(StartupTrials: 2, WarmupEpochs: 0)));
        session.Answer("""{"ask":3}""");
        for (var trial = 0; trial < 2; trial++)
        {
            for (var step = 1; step <= 3; step++)
                Assert.Equal(["""{"ok":true}"""], session.Answer($"{{\"report\":{{\"trial\":{trial},\"step\":{step},\"value\":0.1}}}}"));
            session.Answer($"{{\"tell\":{{\"trial\":{trial},\"values\":[0.1]}}}}");
        }

        Assert.StartsWith("""{"prune":false,"why":""", Assert.Single(session.Answer("""{"should_prune":{"trial":2}}""")), StringComparison.Ordinal);
        session.Answer("""{"report":{"trial":2,"step":3,"value":0.9}}""");
        Assert.StartsWith("""{"prune":true,"why":""", Assert.Single(session.Answer("""{"should_prune":{"trial":2}}""")), StringComparison.Ordinal);
        Assert.Equal(["""{"ok":true,"best":{"trial":0,"value":0.1}}"""], session.Answer("""{"tell":{"trial":2,"state":"pruned"}}"""));
    }

    [Fact]
    public void Several_objectives_are_answered_by_their_front_and_broken_constraints_stay_out_of_it()
    {
        var session = Session(new StudyOptions { Seed = 1, Directions = [StudyDirection.Minimize, StudyDirection.Maximize] });
        session.Answer("""{"ask":4}""");
        Assert.Equal(["""{"ok":true,"best":[{"trial":0,"values":[0.5,0.7]}]}"""], session.Answer("""{"tell":{"trial":0,"values":[0.5,0.7]}}"""));
        Assert.Equal(["""{"ok":true,"best":[{"trial":0,"values":[0.5,0.7]},{"trial":1,"values":[0.6,0.9]}]}"""], session.Answer("""{"tell":{"trial":1,"values":[0.6,0.9],"constraints":[-1,0]}}"""));
        Assert.Equal(["""{"ok":true,"best":[{"trial":0,"values":[0.5,0.7]},{"trial":1,"values":[0.6,0.9]}]}"""], session.Answer("""{"tell":{"trial":2,"values":[0,1],"constraints":[0.1]}}"""));
        Assert.Equal(["""{"ok":true,"best":[{"trial":1,"values":[0.6,0.9]},{"trial":3,"values":[0.4,0.8]}]}"""], session.Answer("""{"tell":{"trial":3,"values":[0.4,0.8]}}"""));
    }

    [Fact]
    public void A_known_result_counts_and_an_enqueued_point_comes_next()
    {
        var session = Session();
        Assert.Equal(["""{"ok":true,"trial":0,"best":{"trial":0,"value":0.2}}"""], session.Answer("""{"add":{"params":{"lr":0.1,"batch":16,"arch":"mlp"},"values":[0.2]}}"""));
        Assert.Equal(["""{"ok":true}"""], session.Answer("""{"enqueue":{"params":{"lr":0.25,"arch":"cnn"}}}"""));
        Assert.StartsWith("""{"trial":1,"params":{"lr":0.25,"batch":""", Assert.Single(session.Answer("""{"ask":1}""")), StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_beyond_the_number_of_trials_is_refused()
    {
        var session = Session(new StudyOptions { Trials = 2 });
        Assert.StartsWith("""{"error":"ask: 0 of 2 trials have been proposed, so 3 more are too many""", Assert.Single(session.Answer("""{"ask":3}""")), StringComparison.Ordinal);
        Assert.Equal(2, session.Answer("""{"ask":2}""").Count);
        Assert.StartsWith("""{"error":"ask: 2 of 2 trials have been proposed""", Assert.Single(session.Answer("""{"ask":1}""")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_search_over_text_streams_finds_good_values_and_repeats_exactly()
    {
        var first = Search(out var best);
        Assert.True(best < 0.05, best.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(first, Search(out _));
    }

    [Fact]
    public void Every_answer_is_flushed_before_the_next_line_is_read()
    {
        using var output = new StringWriter();
        using var input = new Lines(["""{"ask":1}""", "", "  ", """{"tell":{"trial":0,"values":[1]}}"""], () => output.ToString().Count(c => c == '\n'));
        Session().Run(input, output);
        Assert.Equal([0, 1, 1, 1, 2], input.AnsweredBeforeEachRead);
    }

    private static AskTellSession Session(StudyOptions? options = null, IPruner? pruner = null) => new(new Study(Space, new TpeSampler(), options ?? new StudyOptions { Seed = 1 }, pruner));

    private static string Search(out double best)
    {
        var function = TestFunctions.All["Branin"];
        var session = new AskTellSession(new Study(function.Space, new TpeSampler(), new StudyOptions { Seed = 3 }));
        var log = new List<string>();
        best = double.PositiveInfinity;
        for (var trial = 0; trial < 100; trial++)
        {
            log.AddRange(session.Answer("""{"ask":1}"""));
            using var asked = JsonDocument.Parse(log[^1]);
            var value = function.Value(asked.RootElement.GetProperty("params").Deserialize<ParameterSet>()!);
            best = Math.Min(best, value);
            log.AddRange(session.Answer(string.Create(CultureInfo.InvariantCulture, $"{{\"tell\":{{\"trial\":{trial},\"values\":[{value:R}]}}}}")));
        }

        return string.Join('\n', log);
    }

    /// <summary>Input that notes, at each read, how many answers have been written.</summary>
    private sealed class Lines(string[] lines, Func<int> answered) : TextReader
    {
        private int _next;

        public List<int> AnsweredBeforeEachRead { get; } = [];

        public override string? ReadLine()
        {
            AnsweredBeforeEachRead.Add(answered());
            return _next < lines.Length ? lines[_next++] : null;
        }
    }
}
