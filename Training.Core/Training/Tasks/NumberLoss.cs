using Training.Core.Torch;

namespace Training.Core;

/// <summary>Losses of numbers by the value of the field <c>loss</c>: <c>auto</c> and <c>mse</c>, <c>mae</c> or <c>huber</c> (Huber 1964: e² / 2 up to delta, delta (|e| - delta / 2) beyond).</summary>
internal static class NumberLoss
{
    /// <summary>The mean loss of outputs against targets of the same shape; Huber's delta is in the scaled target's unit.</summary>
    public static torch.Tensor Of(LossSpec spec, torch.Tensor output, torch.Tensor target) => spec.Kind switch
    {
        "auto" or "mse" => torch.nn.functional.mse_loss(output, target),
        "mae" => torch.nn.functional.l1_loss(output, target),
        "huber" => torch.nn.functional.huber_loss(output, target, spec.HuberDelta),
        _ => throw Unfit(spec),
    };

    /// <summary>The same for one value in double precision.</summary>
    public static double Of(LossSpec spec, double error) => spec.Kind switch
    {
        "auto" or "mse" => error * error,
        "mae" => Math.Abs(error),
        "huber" => Math.Abs(error) < spec.HuberDelta ? 0.5 * error * error : spec.HuberDelta * (Math.Abs(error) - (0.5 * spec.HuberDelta)),
        _ => throw Unfit(spec),
    };

    /// <summary>Refuses a loss that does not fit numbers.</summary>
    /// <exception cref="SpecException">It does not.</exception>
    public static void Check(LossSpec spec)
    {
        if (spec.Kind is not ("auto" or "mse" or "mae" or "huber"))
            throw Unfit(spec);
    }

    private static SpecException Unfit(LossSpec spec) => new("loss", $"'{spec.Kind}' does not fit numbers. Use mse, mae, huber, or auto.");
}
