namespace Platform.Client.Output;

/// <summary>
/// Lets runs hear what this process writes to <see cref="Console.Out"/> and <see cref="Console.Error"/>; both go where they went before. There is one console, so
/// runs that capture at the same time hear all of it, each. What native code writes past .NET's console is not heard. Thread-safe.
/// </summary>
internal static class ConsoleCapture
{
    private static readonly Lock Gate = new();
    private static ConsoleLog[] _logs = [];
    private static (TextWriter Before, TextWriter Tee)? _out, _error;

    /// <summary>From now on the log hears the console.</summary>
    public static void Add(ConsoleLog log)
    {
        lock (Gate)
        {
            _logs = [.. _logs, log];
            if (_logs.Length > 1)
                return;
            var (before, beforeError) = (Console.Out, Console.Error);
            Console.SetOut(new ConsoleTee(before, Hear));
            Console.SetError(new ConsoleTee(beforeError, Hear));
            (_out, _error) = ((before, Console.Out), (beforeError, Console.Error));
        }
    }

    /// <summary>The log hears nothing more. After the last one the console is as it was, unless the program has set another meanwhile.</summary>
    public static void Remove(ConsoleLog log)
    {
        lock (Gate)
        {
            _logs = Array.FindAll(_logs, other => other != log);
            if (_logs.Length > 0)
                return;
            if (_out is var (before, tee) && Console.Out == tee)
                Console.SetOut(before);
            if (_error is var (beforeError, teeError) && Console.Error == teeError)
                Console.SetError(beforeError);
            (_out, _error) = (null, null);
        }
    }

    private static void Hear(ReadOnlySpan<char> text)
    {
        foreach (var log in Volatile.Read(ref _logs))
            log.Add(text);
    }
}
