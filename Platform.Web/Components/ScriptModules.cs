using Microsoft.JSInterop;

namespace Platform.Web.Components;

/// <summary>What components do with the script modules that they have loaded.</summary>
internal static class ScriptModules
{
    /// <summary>Gives a module up with its component; nothing is left to do where none was loaded, or the browser has gone and the module with it.</summary>
    /// <param name="farewell">A function of the module to call before; null for none.</param>
    /// <param name="arguments">What it is called with.</param>
    public static async ValueTask LeaveAsync(this IJSObjectReference? module, string? farewell = null, params object?[] arguments)
    {
        if (module is null)
            return;
        try
        {
            if (farewell is not null)
                await module.InvokeVoidAsync(farewell, arguments);
            await module.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone, or its connection, and a minute with it.
        }
    }
}
