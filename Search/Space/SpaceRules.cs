using System.Globalization;

namespace Search;

/// <summary>What makes a list of parameters a space that can be searched. Every violation names its field and the remedy.</summary>
internal static class SpaceRules
{
    /// <summary>The first element of every path.</summary>
    public const string Root = "space";

    /// <summary>Bound on whole numbers, 2^53: up to here long and double hold the same integers.</summary>
    public const long LargestInteger = 1L << 53;

    /// <summary>Bound on a prior's weight, so that nothing is ruled out.</summary>
    private const double MostTrust = 0.99;

    /// <summary>Checks each parameter and the names; returns the parameters by name.</summary>
    public static Dictionary<string, Parameter> Check(IReadOnlyList<Parameter> parameters)
    {
        var byName = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            if (string.IsNullOrWhiteSpace(parameter.Name))
                throw new SpaceException(string.Create(CultureInfo.InvariantCulture, $"{Root}.parameters[{i}].name"), "is empty; give the parameter a name.");
            if (!byName.TryAdd(parameter.Name, parameter))
                throw new SpaceException($"{Root}.{parameter.Name}", "is given twice; rename or remove one of the two.");
            CheckDomain(parameter, $"{Root}.{parameter.Name}");
        }

        foreach (var parameter in parameters)
            CheckCondition(parameter, byName);
        return byName;
    }

    /// <summary>Orders parents before children, keeping the declared order otherwise.</summary>
    /// <exception cref="SpaceException">Conditions form a cycle.</exception>
    public static IReadOnlyList<Parameter> ParentsFirst(IReadOnlyList<Parameter> parameters, Dictionary<string, Parameter> byName)
    {
        var ordered = new List<Parameter>(parameters.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var trail = new List<string>();

        void Visit(Parameter parameter)
        {
            if (done.Contains(parameter.Name))
                return;
            if (trail.Contains(parameter.Name, StringComparer.Ordinal))
            {
                var cycle = trail.SkipWhile(name => !string.Equals(name, parameter.Name, StringComparison.Ordinal)).Append(parameter.Name);
                throw new SpaceException($"{Root}.{parameter.Name}.when", $"is a cycle ({string.Join(" needs ", cycle)}); remove one of these conditions.");
            }

            trail.Add(parameter.Name);
            foreach (var clause in parameter.Condition?.Clauses ?? [])
                Visit(byName[clause.Parent]);
            trail.RemoveAt(trail.Count - 1);
            done.Add(parameter.Name);
            ordered.Add(parameter);
        }

        foreach (var parameter in parameters)
            Visit(parameter);
        return ordered;
    }

    private static void CheckDomain(Parameter parameter, string path)
    {
        switch (parameter)
        {
            case FloatParameter real: CheckFloat(real, path); break;
            case IntParameter whole: CheckInt(whole, path); break;
            case ChoiceParameter choice: CheckChoices(choice, path); break;
            case FrozenParameter { Of: { } free } frozen:
                CheckDomain(free, path);
                if (!free.Contains(frozen.Value))
                    throw new SpaceException($"{path}.frozen", $"{Scalar.Show(frozen.Value)} is not {free.Domain}; give a value of the range, or remove \"frozen\".");
                break;
        }

        if (parameter.Default is { } value && !parameter.Contains(value))
            throw new SpaceException($"{path}.default", $"{Scalar.Show(value)} is not {parameter.Domain}; give a value of the range.");
        if (parameter.Prior is { } prior)
            CheckPrior(parameter, prior, $"{path}.prior");
    }

    private static void CheckPrior(Parameter parameter, Prior prior, string path)
    {
        var isChoice = parameter is ChoiceParameter;
        if (isChoice && !parameter.Contains(prior.Mean))
            throw new SpaceException($"{path}.mean", $"{Scalar.Show(prior.Mean)} is not {parameter.Domain}; give one of the choices.");
        var (low, high) = parameter switch
        {
            FloatParameter p => (p.Low, p.High),
            IntParameter p => (p.Low, (double)p.High),
            _ => (0, 0),
        };
        if (!isChoice && !(Scalar.Number(prior.Mean) is { } mean && mean >= low && mean <= high))
            throw new SpaceException($"{path}.mean", $"{Scalar.Show(prior.Mean)} is not between {Text(low)} and {Text(high)}; give a number of the range.");
        if (parameter is CategoricalParameter && prior.Width is not null)
            throw new SpaceException($"{path}.width", "is given, but choices without order have no width; remove it.");
        if (prior.Width is { } width && !(width > 0 && double.IsFinite(width)))
            throw new SpaceException($"{path}.width", $"is {Text(width)}; give a number above 0: decades on a log scale, else in the parameter's unit.");
        if (!(prior.Weight > 0 && prior.Weight <= MostTrust))
            throw new SpaceException($"{path}.weight", $"is {Text(prior.Weight)}; give a number above 0 and at most {Text(MostTrust)}.");
    }

    private static void CheckFloat(FloatParameter p, string path)
    {
        if (!double.IsFinite(p.Low))
            throw new SpaceException($"{path}.low", $"is {Text(p.Low)}; give a finite number.");
        if (!double.IsFinite(p.High) || !double.IsFinite(p.High - p.Low))
            throw new SpaceException($"{path}.high", $"is {Text(p.High)}, which makes the range infinite; give a smaller number.");
        CheckNotEmpty(p.Low, p.High, path);
        if (p.Log && p.Low <= 0)
            throw new SpaceException($"{path}.low", $"is {Text(p.Low)}, but a log scale has no 0 or less; give a small positive number such as 1e-6, or remove \"log\".");
        if (p.Step is not { } step)
            return;
        if (!(step > 0) || !double.IsFinite(step))
            throw new SpaceException($"{path}.step", $"is {Text(step)}; give a number above 0.");
        if (p.Log)
            throw new SpaceException($"{path}.step", "cannot be combined with \"log\"; remove one of the two.");
        if (step > p.High - p.Low || (p.High - p.Low) / step >= LargestInteger)
            throw new SpaceException($"{path}.step", $"is {Text(step)}; give a step between the range's width {Text(p.High - p.Low)} and 2^-53 of it.");
    }

    private static void CheckInt(IntParameter p, string path)
    {
        foreach (var (field, value) in new[] { ("low", p.Low), ("high", p.High) })
        {
            if (value is > LargestInteger / 2 or < -LargestInteger / 2)
                throw new SpaceException($"{path}.{field}", $"is {Text(value)}; give a whole number between -2^52 and 2^52.");
        }

        CheckNotEmpty(p.Low, p.High, path);
        if (p.Log && p.Low < 1)
            throw new SpaceException($"{path}.low", $"is {Text(p.Low)}, but a log scale of whole numbers begins at 1; give 1 or more, or remove \"log\".");
        if (p.Step < 1)
            throw new SpaceException($"{path}.step", $"is {Text(p.Step)}; give a whole number of at least 1.");
        if (p.Log && p.Step != 1)
            throw new SpaceException($"{path}.step", "cannot be combined with \"log\"; remove one of the two.");
        if (p.Step > p.High - p.Low)
            throw new SpaceException($"{path}.step", $"is {Text(p.Step)}, more than the range's width {Text(p.High - p.Low)}; give a smaller step.");
    }

    private static void CheckNotEmpty(double low, double high, string path)
    {
        if (low >= high)
            throw new SpaceException($"{path}.high", $"is {Text(high)}, not above low {Text(low)}, so the range is empty; give a larger \"high\", or freeze the value with \"frozen\".");
    }

    private static void CheckChoices(ChoiceParameter p, string path)
    {
        if (p.Choices.Count == 0)
            throw new SpaceException($"{path}.choices", "is empty; give at least one choice.");
        for (var i = 1; i < p.Choices.Count; i++)
        {
            if (p.IndexOf(p.Choices[i]) < i)
                throw new SpaceException(string.Create(CultureInfo.InvariantCulture, $"{path}.choices[{i}]"), $"is {Scalar.Show(p.Choices[i])} again; remove the repeated choice.");
        }
    }

    private static void CheckCondition(Parameter parameter, Dictionary<string, Parameter> byName)
    {
        if (parameter.Condition is not { } condition)
            return;
        var path = $"{Root}.{parameter.Name}.when";
        if (condition.Clauses.Count == 0)
            throw new SpaceException(path, "is empty; name a categorical parameter and its choices, or remove it.");
        foreach (var (parent, values) in condition.Clauses.Select(clause => (clause.Parent, clause.Values)))
        {
            if (!byName.TryGetValue(parent, out var found))
                throw new SpaceException($"{path}.{parent}", $"names no parameter of the space{Nearest.Suggest(parent, byName.Keys)}.");
            if (ChoicesOf(found) is not { } choice)
                throw new SpaceException($"{path}.{parent}", $"'{parent}' is not categorical; only a categorical, ordinal or frozen parameter can switch others on.");
            if (values.Count == 0)
                throw new SpaceException($"{path}.{parent}", $"is empty; give some of the choices of '{parent}' ({choice.Domain}).");
            foreach (var value in values.Where(value => choice is ChoiceParameter && !choice.Contains(value)))
                throw new SpaceException($"{path}.{parent}", $"{Scalar.Show(value)} is not a choice of '{parent}'; give {choice.Domain}.");
        }
    }

    /// <summary>The parameter if it can be a parent: one with choices, also while it is frozen to one of them; null otherwise.</summary>
    private static Parameter? ChoicesOf(Parameter parameter) => parameter switch
    {
        ChoiceParameter => parameter,
        FrozenParameter { Of: null } => parameter,
        FrozenParameter { Of: { } free } => ChoicesOf(free),
        _ => null,
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
