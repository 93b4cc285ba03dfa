using Training.Core.Torch;

namespace Training.Core;

/// <summary>Losses of numbers by the value of the field <c>loss</c>; <c>auto</c> is the squared error.</summary>
internal static class NumberLoss
{
    /// <summary>The mean loss of outputs against targets of the same shape; Huber's has its bend at 1, in the scaled target's unit.</summary>
    public static torch.Tensor Of(string kind, torch.Tensor output, torch.Tensor target) => kind switch
    {
        "auto" or "mse" => torch.nn.functional.mse_loss(output, target),
        "mae" => torch.nn.functional.l1_loss(output, target),
        "huber" => torch.nn.functional.huber_loss(output, target),
        _ => throw Unfit(kind),
    };

    /// <summary>The same for one value in double precision.</summary>
    public static double Of(string kind, double error) => kind switch
    {
        "auto" or "mse" => error * error,
        "mae" => Math.Abs(error),
        "huber" => Math.Abs(error) < 1 ? 0.5 * error * error : Math.Abs(error) - 0.5,
        _ => throw Unfit(kind),
    };

    /// <summary>Refuses a loss that does not fit numbers.</summary>
    /// <exception cref="SpecException">It does not.</exception>
    public static void Check(string kind)
    {
        if (kind is not ("auto" or "mse" or "mae" or "huber"))
            throw Unfit(kind);
    }

    private static SpecException Unfit(string kind) => new("loss", $"'{kind}' does not fit numbers. Use mse, mae, huber, or auto.");
}
