namespace Platform.Web.Components;

/// <summary>The strokes of the platform's icons, as SVG inside a 24 × 24 box.</summary>
public static class Icons
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["sweeps"] = """<path d="M3 17c3 0 4-10 8-10s4 6 10 6"/><path d="M3 21h18"/>""",
        ["runs"] = """<path d="M4 5h16M4 10h10M4 15h13M4 20h7"/>""",
        ["columns"] = """<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M9 4.500v15M15 4.500v15"/>""",
        ["archive"] = """<path d="M3.500 5h17v4h-17zM5 9v10h14V9M10 13h4"/>""",
        ["bin"] = """<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"/>""",
        ["folder"] = """<path d="M3.500 6h6l2 2.500h9V19h-17z"/>""",
        ["image"] = """<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="9" cy="10" r="1.600"/><path d="M4 17l5-4 3.500 3 3.500-3.500 4.500 4"/>""",
        ["plus"] = """<path d="M12 5v14M5 12h14"/>""",
        ["model"] = """<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/><path d="M4.2 7.6L12 12l7.8-4.4M12 12v9"/>""",
        ["data"] = """<ellipse cx="12" cy="6" rx="8" ry="3"/><path d="M4 6v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3"/>""",
        ["compare"] = """<path d="M8 4v16M16 4v16"/><path d="M4 8h4M16 16h4M4 14h4M16 8h4"/>""",
        ["sun"] = """<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.4 1.4M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4"/>""",
        ["moon"] = """<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>""",
        ["system"] = """<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M8 20h8M12 16v4"/>""",
        ["keyboard"] = """<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M7 10h.01M12 10h.01M17 10h.01M8 14h8"/>""",
        ["user"] = """<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1.2-4 4-5.5 8-5.5s6.800 1.500 8 5.500"/>""",
        ["pause"] = """<path d="M9 5v14M15 5v14"/>""",
        ["play"] = """<path d="M7 4.500l12 7.500-12 7.500z"/>""",
        ["stop"] = """<rect x="6" y="6" width="12" height="12" rx="2"/>""",
        ["copy"] = """<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 4H6a2 2 0 0 0-2 2v10"/>""",
        ["download"] = """<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>""",
        ["repeat"] = """<path d="M4 11a8 8 0 0 1 14-4.500L20 8M20 4v4h-4M20 13a8 8 0 0 1-14 4.500L4 16M4 20v-4h4"/>""",
        ["check"] = """<path d="M5 12.500l4.500 4.500L19 7"/>""",
        ["cross"] = """<path d="M6 6l12 12M18 6L6 18"/>""",
        ["alert"] = """<path d="M12 4l9 16H3z"/><path d="M12 10v4M12 17h.01"/>""",
        ["info"] = """<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8h.01"/>""",
        ["search"] = """<circle cx="11" cy="11" r="6.500"/><path d="M16 16l4.500 4.500"/>""",
        ["chip"] = """<rect x="6" y="6" width="12" height="12" rx="2"/><path d="M9 3v3M15 3v3M9 18v3M15 18v3M3 9h3M3 15h3M18 9h3M18 15h3"/>""",
        ["flag"] = """<path d="M5 21V4M5 4h12l-2.500 4.500L17 13H5"/>""",
        ["doc"] = """<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>""",
        ["award"] = """<circle cx="12" cy="9" r="5.500"/><path d="M8.500 13.500L7 21l5-2.500L17 21l-1.500-7.500"/>""",
        ["clock"] = """<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3.500 2"/>""",
        ["undo"] = """<path d="M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 12h-2"/>""",
        ["link"] = """<path d="M10 14a4 4 0 0 0 6 0l3.500-3.500a4.200 4.200 0 0 0-6-6L12 6M14 10a4 4 0 0 0-6 0l-3.500 3.500a4.200 4.200 0 0 0 6 6L12 18"/>""",
        ["pencil"] = """<path d="M4 20l1-4L16.500 4.500l3 3L8 19z"/>""",
    };

    /// <summary>Whether there is an icon of that name.</summary>
    public static bool IsKnown(string name) => Paths.ContainsKey(name);

    /// <summary>The strokes of the icon. Throws when there is no icon of that name: a typing error.</summary>
    public static string PathOf(string name) =>
        Paths.TryGetValue(name, out var path) ? path : throw new ArgumentException($"There is no icon '{name}'.", nameof(name));
}
