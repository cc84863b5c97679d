using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Streaming.Server.Core.Text;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands;

/// <summary>Explains an error in a command line to the operator, in one sentence that suggests a correction.</summary>
internal static class UsageErrors
{
    /// <summary>Throws an exception if the command line has an error. A command line that asks for help is never an error.</summary>
    /// <exception cref="CommandException">A word of the command line is unknown, or a value is missing or not valid.</exception>
    public static void Check(ParseResult parsed)
    {
        if (parsed.Action is HelpAction)
            return;
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..])
            throw CommandException.Usage(Unknown(command, word));
        if (parsed.Errors is [var error, ..])
            throw CommandException.Usage($"{Sentence(error, command)} '{PathOf(command)} --help' lists the {Listed(error, command)}.");
    }

    /// <summary>Creates the exception for an option that the command does not accept.</summary>
    public static CommandException UnknownOption(Command command, string arg)
    {
        var name = arg.Split('=', 2)[0];
        var known = SplitArguments.OptionsOf(command).SelectMany(option => option.Aliases.Append(option.Name))
            .Where(option => option.StartsWith("--", StringComparison.Ordinal));
        var isSetting = name.Length > 2 && KnownSettings.Contains(name[2..]);
        if (command is AppCommand { TakesSettings: true })
            known = known.Concat(KnownSettings.KeysLike(name[2..]).Select(key => $"--{key}"));
        var suggestion = isSetting ? $" '{PathOf(command)}' takes no settings of the server." : Suggestion.Sentence(name, known);
        return CommandException.Usage($"Unknown option '{name}'.{suggestion} '{PathOf(command)} --help' lists the options.");
    }

    /// <summary>Returns the words of the command line that select a command, such as <c>streaming token create</c>.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;

    private static string Unknown(Command command, string word) => command.Subcommands.Count > 0
        ? $"Unknown command '{word}'.{Suggestion.Sentence(word, command.Subcommands.Select(sub => sub.Name))} " +
            $"'{PathOf(command)} --help' lists the commands."
        : $"Unknown argument '{word}'. '{PathOf(command)} --help' lists the arguments.";

    private static string Sentence(ParseError error, Command command) =>
        error.SymbolResult is ArgumentResult { Parent: CommandResult, Tokens.Count: 0, Argument: var argument }
            ? $"The argument <{argument.HelpName ?? argument.Name}> is missing."
        : OptionOf(error) is { } option ? SentenceOf(option, error)
        : IsCommandMissing(error, command) ? $"The command after '{PathOf(command)}' is missing."
        : Ended(error.Message);

    private static string SentenceOf(OptionResult option, ParseError error)
    {
        var name = option.Option.Name;
        if (option.Tokens.Count == 0)
            return $"The value of {name} is missing; give it after a space.";
        if (option.Tokens is not [{ Value: var value }] || LargestOf(option.Option) is not { } largest)
            return Ended(error.Message);
        return value.All(char.IsAsciiDigit) ? $"{value} ({name}) is too large; give at most {largest}."
            : $"'{value}' ({name}) is not a whole number.";
    }

    private static string Listed(ParseError error, Command command) =>
        OptionOf(error) is not null ? "options" : IsCommandMissing(error, command) ? "commands" : "arguments";

    private static bool IsCommandMissing(ParseError error, Command command) =>
        error.SymbolResult is CommandResult && command.Subcommands.Count > 0;

    private static OptionResult? OptionOf(ParseError error) =>
        error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;

    // The largest value of an option that takes a whole number; null for an option of another type.
    private static long? LargestOf(Option option) =>
        option.ValueType == typeof(int?) ? int.MaxValue : option.ValueType == typeof(long?) ? long.MaxValue : null;

    private static string Ended(string sentence) => sentence.EndsWith('.') ? sentence : $"{sentence}.";
}
