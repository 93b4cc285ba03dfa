using Training.Core.Data;

namespace Training.Core;

/// <summary>
/// How the learning rate changes. The factor is a pure function of the step's place and the validation losses before it, so a resumed
/// trial needs no schedule state.
/// </summary>
/// <param name="Kind">
/// By epoch: <c>constant</c>, <c>cosine</c> (half a cosine from the base rate towards 0), <c>step</c> (a tenth after half of the epochs, a
/// hundredth after three quarters), <c>plateau</c> (PyTorch's ReduceLROnPlateau on the validation loss). By step: <c>exponential</c>,
/// <c>one_cycle</c> (Smith and Topin 2018 in PyTorch's form: up from a 25th of the rate, then down to a 10,000th of that, both by half a cosine; momentum stays).
/// </param>
public sealed record ScheduleSpec(string Kind)
{
    private const double CycleStart = 1.0 / 25, CycleEnd = CycleStart / 1e4; // PyTorch's div_factor and final_div_factor
    private const double Better = 1 - 1e-4; // PyTorch's relative threshold

    /// <summary>Exponential only: the factor of one epoch.</summary>
    public double Gamma { get; init; } = 0.95;

    /// <summary>One-cycle only: share of the steps in which the rate rises.</summary>
    public double Rise { get; init; } = 0.3;

    /// <summary>Plateau only: what a plateau multiplies the rate by.</summary>
    public double PlateauFactor { get; init; } = 0.1;

    /// <summary>Plateau only: epochs without a better validation loss before the rate falls.</summary>
    public int PlateauPatience { get; init; } = 3;

    /// <summary>Epochs over which the rate rises in a line, in front of any kind; the kind's own factor is multiplied.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Whether the factor changes within an epoch.</summary>
    public bool ByStep => WarmupEpochs > 0 || Kind is "exponential" or "one_cycle";

    /// <summary>Whether the factor depends on the validation losses.</summary>
    public bool NeedsLosses => Kind == "plateau";

    /// <summary>The factor on the base learning rate at the first step of an epoch of a kind without parameters, above 0 and at most 1.</summary>
    /// <param name="epoch">1 to <paramref name="epochs"/>.</param>
    /// <param name="epochs">The trial's full length.</param>
    public double FactorAt(int epoch, int epochs) => FactorAt(epoch, epochs, step: 0, steps: 1, []);

    /// <summary>The factor on the base learning rate of one step, above 0 and at most 1.</summary>
    /// <param name="epoch">1 to <paramref name="epochs"/>.</param>
    /// <param name="epochs">The trial's full length.</param>
    /// <param name="step">Step within the epoch, from 0.</param>
    /// <param name="steps">Steps of an epoch.</param>
    /// <param name="losses">Validation losses of the epochs before this one; read by <c>plateau</c> only.</param>
    public double FactorAt(int epoch, int epochs, int step, int steps, IReadOnlyList<double> losses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, epochs);
        ArgumentNullException.ThrowIfNull(losses);
        var done = (double)(epoch - 1) / epochs;
        var place = ((epoch - 1L) * steps) + step;
        var factor = Kind switch
        {
            "constant" => 1,
            "cosine" => (1 + ExactMath.Cos(Math.PI * done)) / 2,
            "step" => done < 0.5 ? 1 : done < 0.75 ? 0.1 : 0.01,
            "exponential" => Math.Pow(Gamma, (double)place / steps),
            "one_cycle" => OneCycle(place, (long)epochs * steps),
            "plateau" => Plateau(losses),
            _ => throw new SpecException("schedule", $"'{Kind}' is not a known schedule. Use constant, cosine, step, exponential, one_cycle or plateau."),
        };
        var warmup = Math.Round(WarmupEpochs * steps);
        return place + 1 < warmup ? factor * ((place + 1) / warmup) : factor;
    }

    internal static ScheduleSpec Read(FieldValues values) => new(values.Text("schedule"))
    {
        Gamma = values.Float("exponential.gamma"), Rise = values.Float("one_cycle.rise"), PlateauFactor = values.Float("plateau.factor"),
        PlateauPatience = values.Int("plateau.patience"), WarmupEpochs = values.Float("warmup_epochs"),
    };

    internal void Write(IDictionary<string, object> fields)
    {
        fields["schedule"] = Kind;
        fields["warmup_epochs"] = WarmupEpochs;
        if (Kind == "exponential")
            fields["exponential.gamma"] = Gamma;
        if (Kind == "one_cycle")
            fields["one_cycle.rise"] = Rise;
        if (Kind != "plateau")
            return;
        fields["plateau.factor"] = PlateauFactor;
        fields["plateau.patience"] = (long)PlateauPatience;
    }

    private double OneCycle(long place, long total)
    {
        var top = (Rise * total) - 1; // the step of the highest rate, as PyTorch counts
        return place <= top
            ? Between(CycleStart, 1, top > 0 ? place / top : 1)
            : Between(1, CycleEnd, total - 1 > top ? (place - top) / (total - 1 - top) : 1);
    }

    private static double Between(double from, double to, double share) => to + ((from - to) / 2 * (1 + ExactMath.Cos(Math.PI * share)));

    private double Plateau(IReadOnlyList<double> losses)
    {
        var (factor, best, bad) = (1.0, double.PositiveInfinity, 0);
        foreach (var loss in losses)
        {
            if (loss < best * Better)
                (best, bad) = (loss, 0);
            else if (++bad > PlateauPatience)
                (factor, bad) = (factor * PlateauFactor, 0);
        }

        return factor;
    }
}
