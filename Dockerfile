# One static binary in an empty image: nothing else to patch, nobody to sign in as.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /trame ./cmd/trame

FROM scratch
# What a mail relay's certificate is checked against; time zones are in the binary.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /trame /trame
USER 65532:65532
ENV TRAME_ADDR=0.0.0.0:8080 TRAME_METRICS_ADDR=0.0.0.0:9090
EXPOSE 8080 9090
# The image has no shell: the binary asks itself whether it is ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/trame", "healthz"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/trame"]
CMD ["serve"]
