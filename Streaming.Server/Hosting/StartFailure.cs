using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>Explains to the operator why the server process or worker process could not start.</summary>
internal static class StartFailure
{
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>
    /// Returns the sentences to print for an exception that was thrown at startup. Returns null for an unexpected exception, which is
    /// printed with its stack trace.
    /// </summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartException start => start.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        AggregateException { InnerExceptions: { Count: > 0 } all } when all.Select(Explain).ToList() is var sentences
            && !sentences.Contains(null) => string.Join(Environment.NewLine, sentences),
        IOException { InnerException: AddressInUseException } io =>
            $"{io.Message.TrimEnd('.')}. Stop the process that listens there, or give another address, such as --Urls " +
            "http://localhost:5001.",
        IOException io when io.Message.StartsWith("Failed to bind", StringComparison.Ordinal) =>
            $"{io.Message.TrimEnd('.')}. Give an address of this machine, such as --Urls http://localhost:5001.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "This process is not allowed to listen on the port in Urls; give one above 1023, such as --Urls http://localhost:5001.",
        SocketException socket =>
            $"This process cannot listen on the address in Urls ({socket.Message}); give one such as --Urls http://localhost:5001.",
        DirectoryNotFoundException missing => $"{missing.Message.TrimEnd('.')}. Create the folder, or give another.",
        OperationCanceledException => "It was stopped before it had started.",
        InvalidOperationException https when https.Message.Contains("HTTPS endpoint", StringComparison.Ordinal) =>
            "Urls has an https address, and the server has no certificate: set Kestrel:Certificates:Default:Path (and :Password, or " +
            ":KeyPath for a .pem file), or give an http address.",
        UnauthorizedAccessException access =>
            $"{access.Message.TrimEnd('.')}. Run the command as a user that may read this file, or change its permissions.",
        InvalidDataException { InnerException: { } inner } data =>
            $"{data.Message.TrimEnd('.')}: {Innermost(inner).Message} Correct the file.",
        _ => null,
    };

    /// <summary>
    /// Prevents the .NET host from logging an exception at startup with its stack trace, because the program prints a sentence instead.
    /// After the start, the host logs normally. Also adds the time to log messages on the console.
    /// </summary>
    /// <returns>A callback that the program must call with the lifetime of the host when the host is built.</returns>
    public static Action<IHostApplicationLifetime> SuppressHostLogging(ILoggingBuilder logging)
    {
        var started = false;
        ConsoleTimestamps.Add(logging);
        logging.AddFilter(HostLog, level => Volatile.Read(ref started) && level >= LogLevel.Information);
        return lifetime => lifetime.ApplicationStarted.Register(() => Volatile.Write(ref started, true));
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
