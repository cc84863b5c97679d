using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Spectre.Console;

namespace Streaming.Chat;

/// <summary>
/// Writes the output of the chat to the terminal. Text of other users is never interpreted as markup or as control characters of the
/// terminal.
/// </summary>
internal static class Screen
{
    private static readonly string[] s_colours =
        ["aqua", "lime", "yellow", "fuchsia", "orange1", "deepskyblue1", "springgreen1", "salmon1"];

    public static void Show(ChatMessage message)
    {
        var time = message.Time.ToLocalTime().ToString("HH:mm", CultureInfo.CurrentCulture);
        var sender = message.Sender ?? "somebody";
        AnsiConsole.MarkupLine(message.Type switch
        {
            "join" => $"[grey]{time} {Clean(sender)} came in[/]",
            "leave" => $"[grey]{time} {Clean(sender)} left[/]",
            "presence" => $"[grey]{time} {message.Data.GetProperty("count").GetInt32()} are here[/]",
            "gap" => $"[red]{time} Some messages that were sent while you were away are deleted.[/]",
            _ => $"[grey]{time}[/] [{Colour(sender)}]{Clean(sender)}[/] {Clean(message.Text)}",
        });
    }

    public static void Entered(string room) => AnsiConsole.Write(new Rule($"[bold]{Clean(room)}[/]").LeftJustified());

    public static void Note(string sentence) => AnsiConsole.MarkupLine($"[grey italic]{Clean(sentence)}[/]");

    // SignalR puts a text of its own before the sentence of the server; only the sentence is shown.
    public static void Refused(HubException e)
    {
        const string Before = "HubException: ";
        var at = e.Message.IndexOf(Before, StringComparison.Ordinal);
        AnsiConsole.MarkupLine($"[red]{Clean(at < 0 ? e.Message : e.Message[(at + Before.Length)..])}[/]");
    }

    public static void Show(ChatMembers members)
    {
        if (!members.Listed)
        {
            Note($"{members.Count} are here: too many to list.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "here since");
        foreach (var member in members.Members)
            table.AddRow(Clean(member.Name), member.Since.ToLocalTime().ToString("HH:mm:ss", CultureInfo.CurrentCulture));
        AnsiConsole.Write(table);
    }

    public static void Help() => AnsiConsole.MarkupLine("[grey]Say something, or: /join ROOM, /who, /quit[/]");

    private static string Clean(string text) => Markup.Escape(string.Concat(text.Where(c => !char.IsControl(c) || c == '\t')));

    // Each name always has the same colour.
    private static string Colour(string name) =>
        s_colours[(uint)name.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)) % s_colours.Length];
}
