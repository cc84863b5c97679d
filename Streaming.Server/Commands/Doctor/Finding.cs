namespace Streaming.Server.Commands.Doctor;

/// <summary>Describes the result of one check of the command <c>doctor</c>.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Level">
/// The severity: <c>ok</c>, <c>warning</c> (the server can run, but an operator should read the text) or <c>error</c>.
/// </param>
/// <param name="Text">A description of what the check has found. In case of a problem, it states what to change.</param>
internal sealed record Finding(string Check, string Level, string Text)
{
    public const string OkLevel = "ok";
    public const string WarningLevel = "warning";
    public const string ErrorLevel = "error";

    public static Finding Ok(string check, string text) => new(check, OkLevel, text);

    public static Finding Warning(string check, string text) => new(check, WarningLevel, text);

    public static Finding Error(string check, string text) => new(check, ErrorLevel, text);
}
