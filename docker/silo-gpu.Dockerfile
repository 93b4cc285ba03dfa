# A silo that trains on an NVIDIA GPU, with the CUDA libtorch inside PyTorch's own image.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS dotnet

# The devel image, because the binding's C++ file is compiled against this libtorch; the same image runs it.
FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates g++ && rm -rf /var/lib/apt/lists/*
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
ENV PATH=$PATH:/usr/share/dotnet DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# A fixed name for the torch package's folder, whatever Python version the image holds.
RUN ln -s "$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))')" /opt/libtorch
ENV LIBTORCH=/opt/libtorch
WORKDIR /src
COPY . .
RUN dotnet publish Platform.Silo -c Release -o /app -nodeReuse:false && rm -rf /src/*
RUN useradd --system --uid 10001 --no-create-home platform && mkdir -p /platform /data && chown platform /platform
ENV PLATFORM_HOME=/platform PLATFORM_DATA=/data Silo__Groups=cuda
USER platform
WORKDIR /app
ENTRYPOINT ["dotnet", "Platform.Silo.dll"]
