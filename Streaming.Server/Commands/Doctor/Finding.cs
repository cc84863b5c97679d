namespace Streaming.Server.Commands.Doctor;

/// <summary>The result of one check.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Level"><c>ok</c>, <c>warning</c> (the server runs, and something is worth a look) or <c>error</c>.</param>
/// <param name="Text">What the check found and, if something is wrong, what to change.</param>
internal sealed record Finding(string Check, string Level, string Text)
{
    public const string OkLevel = "ok";
    public const string WarningLevel = "warning";
    public const string ErrorLevel = "error";

    public static Finding Ok(string check, string text) => new(check, OkLevel, text);

    public static Finding Warning(string check, string text) => new(check, WarningLevel, text);

    public static Finding Error(string check, string text) => new(check, ErrorLevel, text);
}
