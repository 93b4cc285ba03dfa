using Platform.Client.Output;

namespace Platform.Client.Delivery;

internal static class Problems
{
    /// <summary>Tells the program; what it throws must not end the delivery.</summary>
    public static void Report(TrackingOptions options, TrackingProblem problem)
    {
        try
        {
            ConsoleCapture.Unheard(() => options.OnProblem?.Invoke(problem));
        }
        catch (Exception)
        {
            // The handler's own business: logging never fails the program that it logs for.
        }
    }
}
