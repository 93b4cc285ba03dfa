using Platform.Core;
using Radzen;

namespace Platform.Web.Components;

/// <summary>Short messages in the corner, and the one way in which pages carry out commands.</summary>
public sealed class Toasts(NotificationService notifications)
{
    public void Done(string summary, string detail = "") => notifications.Notify(NotificationSeverity.Success, summary, detail, duration: 4000);

    public void Failed(string summary, string detail) => notifications.Notify(NotificationSeverity.Error, summary, detail, duration: 9000);

    /// <summary>Carries out a command. A refusal becomes a message, and the answer is false; anything else goes to the error boundary.</summary>
    public async Task<bool> TryAsync(Func<Task> command, string? done = null)
    {
        try
        {
            await command();
            if (done is not null)
                Done(done);
            return true;
        }
        catch (RuleViolation refused)
        {
            Failed("Not possible", refused.Message);
            return false;
        }
        catch (InvalidInputException invalid)
        {
            Failed("Not possible", string.Join(" ", invalid.Errors.Select(e => e.Message)));
            return false;
        }
    }
}
