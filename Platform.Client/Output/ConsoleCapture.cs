namespace Platform.Client.Output;

/// <summary>
/// Lets runs hear what this process writes to <see cref="Console.Out"/> and <see cref="Console.Error"/>; both go where they went before. There is one console, so
/// runs that capture at the same time hear all of it, each. What native code writes past .NET's console is not heard. Thread-safe.
/// </summary>
internal static class ConsoleCapture
{
    private static readonly Lock Gate = new();
    private static ConsoleLog[] _logs = [];
    [ThreadStatic] private static bool _deaf;
    private static (TextWriter Before, TextWriter Set, ConsoleTee Tee)? _out, _error; // Set: the tee as Console keeps it, made thread-safe

    /// <summary>From now on the log hears the console.</summary>
    public static void Add(ConsoleLog log)
    {
        lock (Gate)
        {
            _logs = [.. _logs, log];
            if (_logs.Length > 1)
                return;
            var (before, beforeError) = (Console.Out, Console.Error);
            var (tee, teeError) = (new ConsoleTee(before, Hear), new ConsoleTee(beforeError, Hear));
            Console.SetOut(tee);
            Console.SetError(teeError);
            (_out, _error) = ((before, Console.Out, tee), (beforeError, Console.Error, teeError));
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
            if (_out is var (before, set, tee))
            {
                tee.Silence();
                if (Console.Out == set)
                    Console.SetOut(before);
            }
            if (_error is var (beforeError, setError, teeError))
            {
                teeError.Silence();
                if (Console.Error == setError)
                    Console.SetError(beforeError);
            }
            (_out, _error) = (null, null);
        }
    }

    /// <summary>Does something whose output on this thread no run is to hear: telling of a part of the console that was refused would make the next part.</summary>
    public static void Unheard(Action act)
    {
        var before = _deaf;
        _deaf = true;
        try
        {
            act();
        }
        finally
        {
            _deaf = before;
        }
    }

    private static void Hear(ReadOnlySpan<char> text)
    {
        if (_deaf)
            return;
        foreach (var log in Volatile.Read(ref _logs))
            log.Add(text);
    }
}
