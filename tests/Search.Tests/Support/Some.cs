using System.Globalization;
using System.Text.Json;

namespace Search.Tests.Support;

/// <summary>Builders of spaces, histories and proposals for tests.</summary>
internal static class Some
{
    /// <summary>Every kind of parameter, with conditions two deep.</summary>
    public const string MixedSpaceJson = """
        {"parameters":[
          {"name":"lr","type":"float","low":1e-5,"high":1.0,"log":true},
          {"name":"dropout","type":"float","low":0.0,"high":0.9,"step":0.1,"when":{"arch":["mlp","cnn"]}},
          {"name":"momentum","type":"float","low":0.5,"high":0.99,"when":{"optimizer":["sgd"]}},
          {"name":"optimizer","type":"categorical","choices":["adam","sgd"]},
          {"name":"batch","type":"categorical","choices":[16,32,64]},
          {"name":"arch","type":"categorical","choices":["mlp","cnn","linear"]},
          {"name":"layers","type":"int","low":1,"high":12,"step":1,"when":{"arch":["cnn"]}},
          {"name":"width","type":"int","low":8,"high":4096,"log":true,"when":{"arch":["mlp"]}},
          {"name":"norm","type":"categorical","choices":["none","batch"],"when":{"arch":["cnn"]}},
          {"name":"decay","type":"float","low":0.1,"high":0.9,"when":{"norm":["batch"],"optimizer":["sgd"]}},
          {"name":"hidden","type":"int","low":16,"high":256,"step":16}]}
        """;

    public static SearchSpace MixedSpace { get; } = SearchSpace.Parse(MixedSpaceJson);

    public static StudyView Study(SearchSpace space, IEnumerable<Observation> observations, long seed = 1) => new(space, [.. observations], seed, 10);

    public static Observation Completed(int number, ParameterSet parameters, double value) =>
        new(number, parameters, TrialState.Completed, value, [value + 1, value]);

    /// <summary>A history of <paramref name="count"/> random trials of a smooth objective, in every state.</summary>
    public static IEnumerable<Observation> History(SearchSpace space, int count, long seed = 1)
    {
        var cube = new UnitCube(space);
        for (var number = 0; number < count; number++)
        {
            var parameters = new RandomSampler().Suggest(Study(space, [], seed + 1000), number).Parameters;
            var value = cube.Encode(parameters).Where(double.IsFinite).Select((u, j) => Math.Abs(u - 0.3 - 0.05 * j)).Sum();
            yield return (number % 10) switch
            {
                3 => new Observation(number, parameters, TrialState.Pruned, null, [value + 2, value + 1]),
                5 => new Observation(number, parameters, TrialState.Failed, double.NaN, [double.NaN]),
                7 => new Observation(number, parameters, TrialState.Running, null, [value]),
                _ => Completed(number, parameters, value),
            };
        }
    }

    /// <summary>The history as a log fills: every trial first as running, later ended, a few entries apart and not in order.</summary>
    public static IEnumerable<Observation> Entries(SearchSpace space, int count, long seed = 1)
    {
        var ended = History(space, count, seed).ToArray();
        for (var i = 0; i < count + 5; i++)
        {
            if (i < count)
                yield return ended[i] with { State = TrialState.Running, Value = null, Curve = [] };
            // Pairs of neighbours end in the wrong order.
            if (i >= 4 && (i - 4 ^ 1) is var done && done < count)
                yield return ended[done];
        }
    }

    /// <summary>What a sampler proposes for ten trials after histories of 0, 12 and 60 trials, as JSON lines with the reasons.</summary>
    public static IEnumerable<string> ProposalLines(string sampler) =>
        from count in new[] { 0, 12, 60 }
        let study = Study(MixedSpace, History(MixedSpace, count))
        from number in Enumerable.Range(count, 10)
        let proposal = Samplers.Create(sampler).Suggest(study, number)
        select string.Create(CultureInfo.InvariantCulture, $"{number} {JsonSerializer.Serialize(proposal.Parameters)} {proposal.Why}");
}
