using System.Runtime.InteropServices;

namespace Streaming.Server.Commands;

/// <summary>
/// Cancels a command when the operator presses Ctrl+C, or when the process receives the signal SIGTERM. The command can then end its work.
/// A second signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancelling;
    private readonly PosixSignalRegistration[] _signals;

    public Interruption(CancellationToken cancellationToken)
    {
        _cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _signals = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
    }

    public CancellationToken Token => _cancelling.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _cancelling.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_cancelling.IsCancellationRequested;
        _cancelling.Cancel();
    });
}
